"""How sets with labels of different kinds share a batch: naively or Pareto-optimally (MiDaS section 5, "Mixing").

Naive: every set has an equal share of each batch, and the losses are averaged. Pareto: each set is a task of its own,
and a step goes where none of them gets worse (to first order): along the shortest vector in the convex hull of the
sets' gradients. Désidéri, "Multiple-gradient descent algorithm", 2012; Sener and Koltun, "Multi-Task Learning as
Multi-Objective Optimization", NIPS 2018, Algorithm 2.
"""
import torch

STEPS_MAX = 250


def shares(batch, sets):
    """Samples of each set in a batch: equal but for the remainder, which the first ones get."""
    return [batch // sets + (k < batch % sets) for k in range(sets)]


def shortest(gradients):
    """Weights a >= 0, sum 1, of the shortest sum a_k g_k; gradients: float [K,P]. Returns float64 [K].

    Frank-Wolfe on the matrix of products with exact line search, as Sener and Koltun have it; a step moves weight from
    the worst task that has some to the best one (pairwise steps, Lacoste-Julien and Jaggi, NIPS 2015), which gets to
    the exact answer in a few steps where plain ones zigzag. Gradients that are all 0 share equally.
    """
    g = gradients.double()
    products = g @ g.t()
    size = products.diagonal().max()
    weights = torch.full((len(g),), 1 / len(g), dtype=torch.float64, device=g.device)
    if not bool(size > 0):
        return weights
    products = products / size
    for _ in range(STEPS_MAX):
        slope = products @ weights
        best = int(slope.argmin())
        worst = int(torch.where(weights > 0, slope, torch.full_like(slope, -float("inf"))).argmax())
        gap = slope[worst] - slope[best]
        if best == worst or float(gap) < 1e-14:
            break
        curve = products[best, best] + products[worst, worst] - 2 * products[best, worst]
        step = float(torch.minimum(gap / curve.clamp(min=1e-30), weights[worst]))
        weights[best] += step
        weights[worst] = 0 if step >= float(weights[worst]) else weights[worst] - step
    return weights


def pareto(parts, parameters):
    """Sets .grad of the parameters to the shortest combination of the gradients of the parts, and returns the weights.

    parts: the losses of the sets, scalars of one graph. A part whose gradient is not finite is the caller's to refuse.
    """
    each = []
    for k, part in enumerate(parts):
        found = torch.autograd.grad(part, parameters, retain_graph=k + 1 < len(parts), allow_unused=True)
        each.append([torch.zeros_like(q) if f is None else f for q, f in zip(parameters, found)])
    weights = shortest(torch.stack([torch.cat([f.reshape(-1) for f in one]) for one in each]))
    for place, q in enumerate(parameters):
        q.grad = sum(float(w) * one[place] for w, one in zip(weights, each))
    return weights
