import type { Clock } from '#shared/clock.ts';
import type { Seal } from '#shared/seal.server.ts';
import type { Database } from '../models/schema.ts';
import type { DecodeQueue } from './decode-queue.ts';
import type { MediaStore } from './media-store.ts';

export type MediaDeps = {
	db: Database;
	seal: Seal;
	clock: Clock;
	media: MediaStore;
	decodeTurn: DecodeQueue;
};
