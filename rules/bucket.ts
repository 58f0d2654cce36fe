/**
 * Where a customer stands in a group, from 0 to 9999: by chance, but always the same for the same two names.
 * B1. Groups of different names are independent of each other. B2. Each place is equally likely. B3. The numbers never change:
 * a customer who was in a test group yesterday is in it today, on any machine and in any version.
 */

export const BUCKETS = 10_000;

export function bucketOf(group: string, customerId: string): number {
  // FNV-1a over both names, then the last mixing steps of MurmurHash3, which spread what similar names have in common.
  let hash = 0x81_1c_9d_c5;
  for (const byte of new TextEncoder().encode(`${group}\u0000${customerId}`)) {
    hash = Math.imul(hash ^ byte, 0x01_00_01_93);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return ((hash ^ (hash >>> 16)) >>> 0) % BUCKETS;
}
