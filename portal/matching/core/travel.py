"""How far apart two places are in a straight line."""

from math import asin, cos, radians, sin, sqrt
from typing import Final

EARTH_RADIUS_KM: Final = 6371.0088
"""The mean radius of the Earth (IUGG)."""


def km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Give the great-circle distance between two places, in kilometres; places are in degrees.

    The haversine formula on a sphere: within 0.5 % of the distance on the ground.
    """
    north, east = radians(to_latitude - latitude), radians(to_longitude - longitude)
    squeeze = cos(radians(latitude)) * cos(radians(to_latitude))
    half_chord = sin(north / 2) ** 2 + squeeze * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half_chord)))
