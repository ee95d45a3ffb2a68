"""Undoes what an export does to batch norms, so that training can go on from its file (restore.py here and of sky-training)."""
import torch


def unfold(biases, run):
    """
    Gives every batch norm the statistics that its input has while `run` computes, and a scale and offset by which the result
    stays as it was. biases: {batch norm, now an identity but for its bias: what the export folded into the bias}. run(): the
    network's result, computed in as many batches of one size as it likes. Returns the largest difference of both results.
    """
    seen = {norm: [] for norm in biases}

    def look(norm, inputs):
        x = inputs[0].double()
        seen[norm].append(torch.stack([x.mean((0, 2, 3)), x.square().mean((0, 2, 3))]))

    hooks = [norm.register_forward_pre_hook(look) for norm in biases]
    with torch.no_grad():
        before = run()
        for hook in hooks:
            hook.remove()
        for norm, bias in biases.items():
            mean, square = torch.stack(seen[norm]).mean(0)
            norm.running_mean.copy_(mean)
            norm.running_var.copy_((square - mean * mean).clamp(min=0))
            norm.weight.copy_(torch.sqrt(norm.running_var + norm.eps))
            norm.bias.copy_(bias + norm.running_mean)
        return float((run() - before).abs().max())
