import type { Clock } from '#shared/clock.ts';
import type { Seal } from '#shared/seal.server.ts';
import type { Channel } from '../models/messages.ts';
import type { Database } from '../models/schema.ts';
import type { CodePurpose } from '../notify/words.ts';
import { type Asker, askerKey } from './asker.ts';
import { type Identifier, keyOf } from './identifier.ts';

export type ProofDeps = { db: Database; seal: Seal; clock: Clock };

/** What a code proves, for whom. */
export type CodeRequest = { to: Identifier; purpose: CodePurpose; by: Asker };

export type SentTimes = { createdAt: Date; expiresAt: Date };

export const channelOf = ({ kind }: Identifier): Channel => (kind === 'phone' ? 'sms' : 'email');

/** A short code belongs to its asker: wrong guesses of another asker end their own code, and never this one. */
export const codeId = (seal: Seal, { to, purpose, by }: CodeRequest): string =>
	`code:${purpose}:${to.kind}:${keyOf(seal, to)}:${askerKey(seal, by)}`;

/** There are only a million short codes, so a plain hash would reveal one; the HMAC needs the key. */
export const codeHash = (seal: Seal, id: string, code: string): string => seal.keyOf('code', `${id}:${code}`);
