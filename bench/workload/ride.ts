/**
 * The one workload: signed `ride.completed` events of 600 bytes from 10,000 customers, of whom few ride often (zipf).
 * R1. The ride with a number always has the same customer and amount, so what the books must hold is known beforehand.
 * R2. Every event meets the conditions of its workflow, so accepted events and committed effects can be counted against each other.
 */
export const PARTNER = 'rydo';
export const CURRENCY = 'RIDE';
export const RIDE = 'ride.completed';
export const EVENT_BYTES = 600;
export const CUSTOMERS = 10_000;

const COUNTRIES = ['DK', 'IT', 'US', 'DE'];
const CURRENCIES = ['USD', 'EUR', 'DKK'];
const PAYMENTS = ['card', 'points', 'cash'];

type Ride = { readonly body: string; readonly points: number };
/** The ride with a number, from 0. */
export type Rides = (no: number) => Ride;

export type RidesOptions = {
  /** Put before every id, so that two runs on one store never meet. */
  readonly prefix: string;
  readonly customers?: number;
  /** Event types, by turns; and campaigns of each type, by turns. */
  readonly types?: readonly string[];
  readonly campaigns?: number;
};

/** `loyalty` is raised by one and this many points are credited for each ride. */
function pointsOf(amountMinor: number): number {
  return Math.floor(amountMinor / 100) * 2;
}

export function createRides(options: RidesOptions): Rides {
  const { prefix, customers = CUSTOMERS, types = [RIDE], campaigns = 1 } = options;
  const customerAt = zipf(customers);
  const seed = seedOf(prefix);
  const time = new Date().toISOString();
  return (no) => {
    const random = mulberry(seed ^ Math.imul(no + 1, 0x9e3779b1));
    const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
    const amountMinor = 500 + Math.floor(random() * 4500);
    const event = {
      specversion: '1.0',
      id: `${prefix}-${no}`,
      source: PARTNER,
      type: types[no % types.length] ?? RIDE,
      subject: `customer-${customerAt(random())}`,
      time,
      datacontenttype: 'application/json',
      data: {
        rideId: `${prefix}-${no}`,
        fare: { amountMinor, currency: pick(CURRENCIES) },
        country: pick(COUNTRIES),
        channel: 'app',
        risk: Math.floor(random() * 50),
        payment: pick(PAYMENTS),
        campaign: { id: `c-${Math.floor(no / types.length) % campaigns}`, tier: 3 },
        distanceM: Math.floor(random() * 20_000),
        note: '',
      },
    };
    event.data.note = '.'.repeat(Math.max(0, EVENT_BYTES - JSON.stringify(event).length));
    return { body: JSON.stringify(event), points: pointsOf(amountMinor) };
  };
}

/** From a number in [0, 1) to a customer: the n-th comes up 1/n as often as the first. */
function zipf(customers: number): (random: number) => number {
  const upTo = new Float64Array(customers);
  let sum = 0;
  for (let place = 0; place < customers; place += 1) {
    sum += 1 / (place + 1);
    upTo[place] = sum;
  }
  return (random) => {
    const wanted = random * sum;
    let low = 0;
    let high = customers - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function seedOf(text: string): number {
  let seed = 0;
  for (let place = 0; place < text.length; place += 1)
    seed = (Math.imul(seed, 31) + text.charCodeAt(place)) | 0;
  return seed;
}

/** A small random generator with a seed (mulberry32). */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
