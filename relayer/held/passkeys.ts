import { and, asc, eq, isNull, ne, or } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type PasskeyAnswer, type PasskeyVerifyError, verifyPasskey } from '#shared/passkey.server.ts';
import { cleanText, cutText } from '#shared/text.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type HeldActRow, type HeldPasskeyRow, heldAccounts, heldPasskeys } from '../models/held.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { removeWaiting } from './addresses.ts';
import { type HeldDeps, siteOf } from './held-deps.ts';

export type HeldPasskeyError =
	| PasskeyVerifyError
	| PassaError<
			| 'PASSKEY_EXISTS'
			| 'PASSKEY_NOT_FOUND'
			| 'PASSKEY_TOO_NEW'
			| 'LAST_PASSKEY'
			| 'TOO_MANY_PASSKEYS'
			| 'RESET_NEEDED'
	  >;

const most = 10;
const longestName = 40;

/** What a person is shown of a passkey that is to sign. */
export type ShownPasskey = { passkey: string; name: string; language: ContactLanguage };

export const shownPasskey = (of: { passkeyId: string; name: string; language: ContactLanguage }) => ({
	passkey: of.passkeyId,
	name: cutText(cleanText(of.name).trim(), longestName) || 'Passkey',
	language: of.language,
});

/** Those that sign for an account, the oldest first. */
export const signingPasskeys = (db: Reader, account: string): Promise<HeldPasskeyRow[]> =>
	db
		.select()
		.from(heldPasskeys)
		.where(and(eq(heldPasskeys.account, account), isNull(heldPasskeys.removedAt)))
		.orderBy(asc(heldPasskeys.createdAt));

const refused = (): HeldPasskeyError =>
	new PassaError('PASSKEY_REFUSED', 'That passkey was not accepted. Begin again.');

/** The passkey of the account that signed exactly this act. Throws HeldPasskeyError. */
export async function verifySigner(
	deps: HeldDeps,
	tx: Transaction,
	act: HeldActRow,
	response: PasskeyAnswer,
): Promise<HeldPasskeyRow> {
	const signer = (await signingPasskeys(tx, act.account)).find(({ passkeyId }) => passkeyId === response.id);
	if (!signer) throw refused();
	const counter = await verifyPasskey(
		siteOf(deps),
		{ ...signer, id: signer.passkeyId },
		act.challenge,
		response,
	);
	await tx.update(heldPasskeys).set({ counter }).where(eq(heldPasskeys.id, signer.id));
	return signer;
}

/** Throws HeldPasskeyError where this passkey cannot be one more. */
export async function assertAddable(db: Reader, account: string, passkeyId: string): Promise<void> {
	const all = await signingPasskeys(db, account);
	if (all.length >= most)
		throw new PassaError('TOO_MANY_PASSKEYS', 'There are ten passkeys already. Remove one first.', {
			status: 409,
		});
	if (all.some((each) => each.passkeyId === passkeyId)) throw exists();
}

const exists = (): HeldPasskeyError =>
	new PassaError('PASSKEY_EXISTS', 'That passkey was added before.', { status: 409 });

/**
 * A passkey signs for the account from now on. It proves itself that its public key is the one it is said to have: so nobody
 * between can put in another. Throws HeldPasskeyError.
 */
export async function pinPasskey(
	deps: HeldDeps,
	tx: Transaction,
	act: HeldActRow,
	{ response, publicKey, by }: { response: PasskeyAnswer; publicKey: Uint8Array; by: HeldPasskeyRow['by'] },
): Promise<void> {
	const { passkey, name, language } = JSON.parse(act.shown) as ShownPasskey;
	const known = { id: passkey, publicKey, counter: 0n };
	const counter = await verifyPasskey(siteOf(deps), known, act.challenge, response);
	const createdAt = new Date(deps.clock.now());
	// Who opens an account knows it: nobody else had one before.
	const settled = by === 'open' ? { toldAt: createdAt, settledAt: createdAt } : {};
	const row = { account: act.account, passkeyId: passkey, publicKey, counter, name, by, language, createdAt };
	const made = await tx
		.insert(heldPasskeys)
		.values({ ...row, ...settled })
		.onConflictDoNothing()
		.returning({ id: heldPasskeys.id });
	if (made.length === 0) throw exists();
}

/** Never the last. Throws PASSKEY_NOT_FOUND or LAST_PASSKEY. */
export async function removablePasskey(
	db: Reader,
	account: string,
	passkeyId: string,
): Promise<HeldPasskeyRow> {
	const all = await signingPasskeys(db, account);
	const target = all.find((each) => each.passkeyId === passkeyId);
	if (!target)
		throw new PassaError('PASSKEY_NOT_FOUND', 'This account has no such passkey.', { status: 404 });
	if (all.length === 1)
		throw new PassaError('LAST_PASSKEY', 'This passkey is the only one: add another one first.', {
			status: 409,
		});
	return target;
}

/**
 * One that its owner was not notified of three days ago removes none but itself: who holds somebody's unlocked phone for a minute
 * could shut them out with a passkey of their own. Throws HeldPasskeyError.
 */
export async function dropPasskey(
	{ clock }: HeldDeps,
	tx: Transaction,
	act: HeldActRow,
	signer: HeldPasskeyRow,
): Promise<void> {
	const now = new Date(clock.now());
	const target = await removablePasskey(tx, act.account, (JSON.parse(act.shown) as ShownPasskey).passkey);
	const isSettled = signer.settledAt !== null && signer.settledAt <= now;
	if (signer.id !== target.id && !isSettled)
		throw new PassaError(
			'PASSKEY_TOO_NEW',
			'A new passkey can remove others three days after you were told about it.',
			{ status: 409 },
		);
	await tx.update(heldPasskeys).set({ removedAt: now }).where(eq(heldPasskeys.id, target.id));
}

/** How long after it is done a reset serves: its person comes back at once, and a forgotten one stays open to nobody. */
const resetMilliseconds = 7 * 24 * 3_600_000;
const resetNeeded = (): HeldPasskeyError =>
	new PassaError(
		'RESET_NEEDED',
		'Where all passkeys are lost, Passa’s support replaces them: two people agree, and you wait three days.',
		{ status: 409 },
	);

/** The reset by which the passkeys of an account may be renewed now. Throws RESET_NEEDED. */
export async function resetFor({ db, clock, platform }: HeldDeps, account: string): Promise<string> {
	const done = (await platform?.doneReset(account)) ?? null;
	if (!done || Date.parse(done.doneAt) + resetMilliseconds < clock.now()) throw resetNeeded();
	const [used] = await db
		.select({ reset: heldAccounts.reset })
		.from(heldAccounts)
		.where(eq(heldAccounts.account, account));
	if (used?.reset === done.id) throw resetNeeded();
	return done.id;
}

/**
 * One passkey in place of all others, once for a reset. Wallets that still wait are removed: who has the lost ones may have
 * named them. Throws HeldPasskeyError.
 */
export async function renewPasskeys(
	deps: HeldDeps,
	tx: Transaction,
	act: HeldActRow,
	response: PasskeyAnswer,
): Promise<void> {
	const { account } = act;
	const now = new Date(deps.clock.now());
	const { reset } = JSON.parse(act.shown) as { reset: string };
	const unused = or(isNull(heldAccounts.reset), ne(heldAccounts.reset, reset));
	const used = await tx
		.update(heldAccounts)
		.set({ reset })
		.where(and(eq(heldAccounts.account, account), unused))
		.returning({ account: heldAccounts.account });
	if (used.length === 0) throw resetNeeded();
	// One message says all of it.
	await tx
		.update(heldPasskeys)
		.set({ removedAt: now, removalToldAt: now })
		.where(and(eq(heldPasskeys.account, account), isNull(heldPasskeys.removedAt)));
	await removeWaiting(tx, account, now);
	const publicKey = new Uint8Array(Buffer.from(act.payload, 'base64url'));
	await pinPasskey(deps, tx, act, { response, publicKey, by: 'reset' });
}
