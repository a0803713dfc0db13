"""What a flow makes of a sample of items while a person edits it."""

from tidegate.previewing.preview import preview
from tidegate.previewing.results import (
    PreviewFailure,
    PreviewPort,
    PreviewResult,
    PreviewSample,
    PreviewStep,
    PreviewValues,
    SampleLook,
    SampleWish,
    WantedValues,
)
from tidegate.previewing.runnable import PreviewState
from tidegate.previewing.samples import Samples, look_at
from tidegate.previewing.sampling import MOST_SAMPLED

__all__ = [
    "MOST_SAMPLED",
    "PreviewFailure",
    "PreviewPort",
    "PreviewResult",
    "PreviewSample",
    "PreviewState",
    "PreviewStep",
    "PreviewValues",
    "SampleLook",
    "SampleWish",
    "Samples",
    "WantedValues",
    "look_at",
    "preview",
]
