/** Every adapter against the same contract. */
import { storageContract } from './contract.ts';
import { sqlite } from './sqlite-adapter.ts';

for (const adapter of [sqlite]) storageContract(adapter);
