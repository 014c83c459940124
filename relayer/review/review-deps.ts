import type { Logger } from 'pino';
import type { Clock } from '#shared/clock.ts';
import type { Database } from '../models/schema.ts';
import type { Seal } from '../seal.ts';

/** What reading and deciding cases needs. */
export type ReviewDeps = { db: Database; seal: Seal; clock: Clock; log: Logger };
