"""What window steps and `*_final` steps can hold."""

from tidegate.holdings.aggregates import AggregatesHolding
from tidegate.holdings.lists import ListHolding
from tidegate.holdings.maps import MapHolding
from tidegate.holdings.sets import SetHolding
from tidegate.holdings.warm import warm_up

__all__ = ["AggregatesHolding", "ListHolding", "MapHolding", "SetHolding", "warm_up"]
