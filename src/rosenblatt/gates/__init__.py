"""Gates and circuits: Boolean functions as networks with a step, checked on every row."""

from rosenblatt.gates.arithmetic import adder, full_adder, half_adder, multiplier, subtractor
from rosenblatt.gates.by_name import AND, GATES, IMPLIES, NAND, NOR, NOT, OR, XNOR, XOR, gate
from rosenblatt.gates.compiler.compiler import MOST_INPUTS, circuit
from rosenblatt.gates.named import Circuit
from rosenblatt.gates.region import WorkingRegion, working_region
from rosenblatt.gates.table import TruthTable, all_rows, truth_table
from rosenblatt.gates.trainable import trainable

__all__ = [
    "AND",
    "GATES",
    "IMPLIES",
    "MOST_INPUTS",
    "NAND",
    "NOR",
    "NOT",
    "OR",
    "XNOR",
    "XOR",
    "Circuit",
    "TruthTable",
    "WorkingRegion",
    "adder",
    "all_rows",
    "circuit",
    "full_adder",
    "gate",
    "half_adder",
    "multiplier",
    "subtractor",
    "trainable",
    "truth_table",
    "working_region",
]
