import { createHash } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { eventAddress } from '#shared/chain/state/ids.ts';
import { type PayeeRefusal, payeeRefusals } from '#shared/chain/state/payee-standing.ts';
import { type EventInitJson, eventInitToJson } from '#shared/chain/submit/event-init.ts';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { metadataSchema } from '#shared/metadata.ts';
import type { Session } from '#shared/session.server.ts';
import { type DraftRow, drafts } from '../models/drafts.ts';
import { media } from '../models/media.ts';
import { deferredShares } from '../models/payees.ts';
import type { Database, Reader } from '../models/schema.ts';
import { assertFactor, type FactorForPublicationError } from './assert-factor.ts';
import { check } from './check.ts';
import { type DocumentStore, documentUri } from './document-store.ts';
import { initOf, metadataOf } from './event-init.ts';
import { chainPayees } from './paid-to.ts';
import type { PublishFacts } from './publish-facts-types.ts';
import { secondsAt } from './seconds-at.ts';
import { type PublishedError, refusePublished } from './store.ts';

/** Arguments of the registry's `create_event`, and the address where it will deploy the event. */
export type Publishing = {
	registry: string;
	organizer: string;
	nonce: string;
	init: EventInitJson;
	event: string;
	uri: string;
	sha256: string;
};

export type DocumentDeps = {
	db: Database;
	clock: Clock;
	store: DocumentStore;
	registry: string;
	passphrase: string;
};

export type WriteDocumentError =
	| PublishedError
	| FactorForPublicationError
	| PassaError<PayeeRefusal | 'DRAFT_INCOMPLETE' | 'DRAFT_CHANGED'>;

/**
 * Writes the document of a complete draft and returns what its organizer signs. Throws WriteDocumentError: a
 * PayeeRefusal if the organizer's own wallet cannot be paid yet.
 */
export async function writeDocument(
	{ db, clock, store, registry, passphrase }: DocumentDeps,
	row: DraftRow,
	facts: PublishFacts,
	session: Pick<Session, 'account' | 'strong'>,
): Promise<Publishing> {
	refusePublished(row);
	const [organizer] = row.content.payees;
	const own = organizer && facts.standingOf(organizer.address)?.refusal;
	const problems = check(row.content, facts);
	if (problems.length > 0) {
		throw new PassaError(
			'DRAFT_INCOMPLETE',
			`Before it can be published: ${problems[0]!.message} (${problems[0]!.path})`,
			{ status: 409 },
		);
	}
	if (own) throw new PassaError(own, payeeRefusals[own], { status: 409 });
	await assertFactor(db, session);
	const bytes = Buffer.from(JSON.stringify(metadataSchema.parse(metadataOf(row.content, facts))));
	const digest = createHash('sha256').update(bytes).digest();
	const sha256 = digest.toString('hex');
	await store.put(sha256, bytes);
	const event = eventAddress(passphrase, registry, organizer!.address, row.nonce);
	await db.transaction(async (tx) => {
		await recordDocument(tx, row, sha256);
		await recordHeld(tx, row, facts, { event, document: sha256, createdAt: new Date(clock.now()) });
	});
	const uri = documentUri(sha256);
	const init = initOf(row.content, facts, { uri, sha256: new Uint8Array(digest) });
	return {
		registry,
		organizer: organizer!.address,
		nonce: String(row.nonce),
		init: eventInitToJson(init),
		event,
		uri,
		sha256,
	};
}

/** Its picture is kept for ever from now on, as the document is. */
async function recordDocument(tx: Reader, row: DraftRow, sha256: string): Promise<void> {
	const documents = (known: PgColumn) => sql`array_append(array_remove(${known}, ${sha256}), ${sha256})`;
	const kept = await tx
		.update(drafts)
		.set({ documents: documents(drafts.documents) })
		.where(and(eq(drafts.id, row.id), eq(drafts.version, row.version), isNull(drafts.publishedAt)))
		.returning({ id: drafts.id });
	if (kept.length === 0) throw changed();
	const { picture } = row.content;
	if (!picture) return;
	const used = await tx
		.update(media)
		.set({ documents: documents(media.documents) })
		.where(and(eq(media.id, picture.media), eq(media.account, row.account)))
		.returning({ id: media.id });
	if (used.length === 0) throw changed();
}

const changed = (): PassaError<'DRAFT_CHANGED'> =>
	new PassaError('DRAFT_CHANGED', 'This draft was changed meanwhile. Load it again.', { status: 409 });

/** Before anybody can sign: whose money the payouts account will get. The same document names the same invitations. */
async function recordHeld(
	tx: Reader,
	{ content }: DraftRow,
	facts: PublishFacts,
	of: { event: string; document: string; createdAt: Date },
): Promise<void> {
	const startsAt = new Date(Number(secondsAt(content.basics.startsAt)!) * 1000);
	const rows = chainPayees(content, facts).flatMap(({ held }, payee) =>
		held.map(({ invitation, account, bps }) => ({ ...of, startsAt, payee, invitation, account, bps })),
	);
	if (rows.length === 0) return;
	const target = [deferredShares.event, deferredShares.document, deferredShares.invitation];
	await tx
		.insert(deferredShares)
		.values(rows)
		.onConflictDoUpdate({ target, set: { account: sql`excluded.account` } });
}
