"""How right the product is on labelled calls: figures with intervals, and every miss by name."""

from pipeline.evaluation.evaluation import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
