#!/usr/bin/env bash
# A cluster in simulated time: 10,000 films of two hours on 512 GPUs, with nodes that are slow, die, and are taken away;
# the real planner, and the real ways of dealing segments to tasks. The same every time; minutes, most of them planning.
#   tools/measure/simulate.sh [FILMS] [WORKERS]      default: 10000 512
# Aimed at: slowest/mean ≤ 1.05, work lost by requeues ≤ 1 %.
. "$(dirname "$0")/begin.sh"
dotnet build -c Release -v q --nologo tests/MovieData.Benchmarks >/dev/null
tests/MovieData.Benchmarks/bin/Release/net10.0/MovieData.Benchmarks simulate "${1:-10000}" "${2:-512}"
