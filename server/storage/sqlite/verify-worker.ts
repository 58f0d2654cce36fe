/** The thread that verifies: opens the file for reading, checks it, and says what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import { verifyFile } from './verify-file.ts';

parentPort?.postMessage(verifyFile(String(workerData)), []);
