/** What `recipro verify` finds wrong in a store: it recomputes every hash, sum and balance. */
import { recipro } from '../../test/process.ts';

export async function verifyFaults(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { code, stdout, stderr } = await recipro(['verify'], { dataDir, env });
  return code === 0 ? [] : [`recipro verify: ${stdout}${stderr}`.trim().slice(0, 500)];
}
