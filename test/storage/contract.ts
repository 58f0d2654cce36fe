/** The contract of the storage port: what every adapter promises, in one suite. */
import { describe } from 'vitest';
import type { Adapter } from './adapter.ts';
import { customerContract } from './contract/customers.ts';
import { dutyContract } from './contract/duties.ts';
import { evaluateContract } from './contract/evaluate.ts';
import { factContract } from './contract/facts.ts';
import { inboxContract } from './contract/inbox.ts';
import { ledgerContract } from './contract/ledger.ts';
import { lineContract } from './contract/lines.ts';
import { listContract } from './contract/lists.ts';
import { outboxContract } from './contract/outbox.ts';
import { partnerContract } from './contract/partners.ts';
import { runPathContract } from './contract/run-paths.ts';
import { sessionContract } from './contract/sessions.ts';
import { workflowContract } from './contract/workflows.ts';
import { worldsOf } from './world.ts';

export function storageContract(adapter: Adapter): void {
  describe(`${adapter.name} storage`, () => {
    const world = worldsOf(adapter);
    inboxContract(world);
    lineContract(world);
    evaluateContract(world);
    factContract(world);
    ledgerContract(world);
    outboxContract(world);
    partnerContract(world);
    workflowContract(world);
    customerContract(world);
    listContract(world);
    runPathContract(world);
    sessionContract(world);
    dutyContract(world);
  });
}
