/** Every adapter against the same contract. */
import { storageContract } from './contract.ts';
import { postgres } from './postgres-adapter.ts';
import { sqlite } from './sqlite-adapter.ts';

for (const adapter of [sqlite, postgres()]) storageContract(adapter);
