/**
 * Voucher codes: 80 random bits in Crockford's base 32, in four groups that a person can read aloud: `7K3M-90QX-TB4Z-WJ2H`.
 * Whoever types one in may use small letters, leave out the hyphens, and take O for 0 or I and L for 1.
 */
import { base32 } from './derive.ts';

const CODE_BYTES = 10;
const GROUP = 4;

export function newVoucherCode(randomBytes: (size: number) => Uint8Array): string {
  return grouped(base32(randomBytes(CODE_BYTES), (CODE_BYTES * 8) / 5));
}

/** The one spelling of what was typed in. Text that cannot be a code stays one that is never found. */
export function voucherCodeOf(typed: string): string {
  const plain = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return grouped(plain);
}

function grouped(code: string): string {
  const groups: string[] = [];
  for (let at = 0; at < code.length; at += GROUP) groups.push(code.slice(at, at + GROUP));
  return groups.join('-');
}
