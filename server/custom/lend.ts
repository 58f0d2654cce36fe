/** For `node --import`: lets the tests of custom actions use the words of the contract from wherever they lie. */
import { lendOurModules } from './imports.ts';

lendOurModules();
