/** Places on the globe, and how far one is from another. */

type Place = { readonly latitude: number; readonly longitude: number };

/** The mean radius of the earth; the distance is right to half a percent. */
const EARTH_METERS = 6_371_009;
/** Half way round: everything is nearer. */
const RADIUS_METERS_MAX = 20_038_000;

/** An object with `latitude` and `longitude`, or `lat` and `lon` or `lng`, in degrees. A list is none: its order is not agreed upon. */
export function placeOf(value: unknown): Place | null {
  const latitude = degrees(value, ['latitude', 'lat'], 90);
  const longitude = degrees(value, ['longitude', 'lon', 'lng'], 180);
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

function degrees(value: unknown, names: readonly string[], max: number): number | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  for (const name of names) {
    const found: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (typeof found === 'number' && Math.abs(found) <= max) return found;
  }
  return null;
}

/** A place and how far around it. Null where the value is none. */
export function circleOf(value: unknown): (Place & { readonly radiusMeters: number }) | null {
  const place = placeOf(value);
  if (place === null || typeof value !== 'object' || value === null) return null;
  const radius: unknown = Reflect.get(value, 'radiusMeters');
  return typeof radius === 'number' && radius > 0 && radius <= RADIUS_METERS_MAX
    ? { ...place, radiusMeters: radius }
    : null;
}

export function distanceMeters(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const north = Math.sin(((b.latitude - a.latitude) * rad) / 2) ** 2;
  const east = Math.sin(((b.longitude - a.longitude) * rad) / 2) ** 2;
  const share = north + Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * east;
  return 2 * EARTH_METERS * Math.asin(Math.min(1, Math.sqrt(share)));
}
