import type { Logger } from 'pino';
import type { IndexerClient } from '#indexer/client.ts';
import type { Clock } from '#shared/clock.ts';
import type { Device } from '#shared/device.server.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import type { Seal } from '#shared/seal.server.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { resource } from '#shared/service/problems.server.ts';
import type { Session, VerifySession } from '#shared/session.server.ts';
import type { AskerOf } from '../accounts/asker-of.ts';
import type { Auth } from '../accounts/auth.server.ts';
import type { CallAuth } from '../accounts/call-auth.ts';
import type { Admins } from '../accounts/identifier.ts';
import type { ChallengeContext } from '../accounts/wallet-challenge.ts';
import type { DocumentStore } from '../drafts/document-store.ts';
import type { ReadFacts } from '../drafts/publish-facts.ts';
import type { DecodeQueue } from '../media/decode-queue.ts';
import type { MediaStore } from '../media/media-store.ts';
import type { Database } from '../models/schema.ts';

/** What the platform's routes need. */
export type Deps = {
	db: Database;
	log: Logger;
	clock: Clock;
	seal: Seal;
	/** The web's origin: only its pages may change anything in a person's name. */
	origin: string;
	auth: Auth;
	callAuth: CallAuth;
	askerOf: AskerOf;
	context: ChallengeContext;
	admins: Admins;
	sign: (session: Session, now: number) => Promise<string>;
	signDevice: (device: Device, now: number) => Promise<string>;
	signPhoneProof: (phone: string, now: number) => Promise<string>;
	verify: VerifySession;
	serviceToken: string | undefined;
	indexer: IndexerClient;
	facts: ReadFacts;
	rate: KesRate;
	/** The account for payees who are paid later. */
	payouts: string | null;
	store: DocumentStore;
	media: MediaStore;
	decodeTurn: DecodeQueue;
	registry: string;
	passphrase: string;
	rpcUrl: string;
	/** Whether anybody may read the outbox: on localnet only. */
	outboxOpen: boolean;
};

/** A part of the API whose requests carry the caller's session. */
export const guarded = () => resource<Guarded>();
