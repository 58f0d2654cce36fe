/** Rides as the door hands them to the store, for heats that begin behind the door. */
import { readEvents } from '@recipro/server/intake/events.ts';
import type { ArrivedEvent } from '@recipro/server/storage/storage.ts';
import { createRides, PARTNER } from './ride.ts';
import type { RidesOptions } from './ride.ts';

export type Arrived = {
  readonly events: readonly ArrivedEvent[];
  /** What their workflow credits for them. */
  readonly points: number;
};

/** Gives the next `count` rides with each call. */
export function arrivals(options: RidesOptions): (count: number) => Arrived {
  const rides = createRides(options);
  let no = 0;
  return (count) => {
    const made = Array.from({ length: count }, (_, place) => rides(no + place));
    no += count;
    const bodies: unknown = made.map(({ body }): unknown => JSON.parse(body));
    return {
      events: readEvents(bodies, true, PARTNER),
      points: made.reduce((sum, { points }) => sum + points, 0),
    };
  };
}
