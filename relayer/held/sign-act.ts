import { and, eq, gt, sql } from 'drizzle-orm';
import { readSponsoredLine } from '#shared/chain/submit/sponsored-line.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { PasskeyAnswer } from '#shared/passkey.server.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type HeldActRow, heldAccounts, heldActs } from '../models/held.ts';
import type { Transaction as DbTransaction } from '../models/schema.ts';
import { offerLine } from '../network-fees/offer-line.ts';
import { countAndSend, type PayFeeError } from '../network-fees/pay-fee.ts';
import { type PayLineError, payLine } from '../network-fees/pay-line.ts';
import type { Asker } from '../orders/asker.ts';
import { addAddress, assertUsable, type HeldAddressError } from './addresses.ts';
import { type AskActError, assertWithinDay, challengeOf } from './ask-act.ts';
import type { HeldDeps } from './held-deps.ts';
import { assertAddable, dropPasskey, pinPasskey, renewPasskeys, verifySigner } from './passkeys.ts';
import { transactionIn } from './read-payload.ts';

export type SignActError =
	| AskActError
	| HeldAddressError
	| PayFeeError
	| PayLineError
	| PassaError<'ACT_OVER' | 'HELD_EXISTS'>;

/**
 * `publicKey`: of the passkey, where an account is opened: it is pinned then. `added`: the answer of a passkey that is to
 * sign, too, over the same challenge.
 */
export type ActAnswer = { response: PasskeyAnswer; publicKey?: Uint8Array; added?: PasskeyAnswer };

/** `signed`: an envelope or a signature, both base64, where the browser goes on with it. */
export type SignedAct = { signed: string | null; hash: string | null };

/** Reserves: the new signer where a person leaves, in stroops of XLM. */
const signerReserve = 5_000_000n;

/**
 * Signs what a person was shown, once, where their pinned passkey signed exactly that. Neither the platform nor the web can
 * do it without the passkey. Throws SignActError.
 */
export async function signAct(
	deps: HeldDeps,
	by: Asker & { account: string },
	id: string,
	answer: ActAnswer,
): Promise<SignedAct> {
	const act = await deps.db.transaction((tx) => consumeAct(deps, tx, by.account, id, answer));
	const { account, kind, payload } = act;
	switch (kind) {
		case 'open':
			return openOnNetwork(deps, by);
		case 'message':
			return { signed: deps.keys.signMessage(account, payload), hash: null };
		case 'call': {
			const transaction = signedBy(deps, act);
			return { signed: transaction.toEnvelope().toXdr('base64'), hash: hex(transaction.hash()) };
		}
		case 'withdraw':
		case 'hand_over':
			return send(deps, by, act);
		default:
			return { signed: null, hash: null };
	}
}

/** The act, signed by its passkey and now used up. All checks that depend on time are made again under its lock. */
async function consumeAct(
	deps: HeldDeps,
	tx: DbTransaction,
	account: string,
	id: string,
	answer: ActAnswer,
): Promise<HeldActRow> {
	const now = new Date(deps.clock.now());
	// One act of a person after the other: so two side by side pass no bound.
	await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${`passa held ${account}`}))`);
	const [act] = await tx
		.update(heldActs)
		.set({ state: 'signed', signedAt: now })
		.where(
			and(
				eq(heldActs.id, id),
				eq(heldActs.account, account),
				eq(heldActs.state, 'asked'),
				gt(heldActs.expiresAt, now),
			),
		)
		.returning();
	if (!act || act.challenge !== challengeOf(act))
		throw new PassaError('ACT_OVER', 'This took too long, or was signed before. Begin again.', {
			status: 409,
		});
	await confirm(deps, tx, act, answer);
	if (act.kind === 'address') {
		const { to, language } = shownOf(act);
		await addAddress(tx, account, { address: to!, language: language as ContactLanguage }, now);
	}
	if (act.kind === 'withdraw' || act.kind === 'hand_over')
		await assertUsable(tx, account, shownOf(act).to!, now);
	// Its own amount counts already.
	if (act.amount > 0n) await assertWithinDay(tx, account, 0n, now);
	return act;
}

const shownOf = ({ shown }: HeldActRow) => JSON.parse(shown) as Record<string, string>;

/** Throws SignActError unless a passkey of the account signed exactly this; and does what the act does to passkeys. */
async function confirm(
	deps: HeldDeps,
	tx: DbTransaction,
	act: HeldActRow,
	{ response, publicKey = new Uint8Array(), added }: ActAnswer,
): Promise<void> {
	if (act.kind === 'open') return open(deps, tx, act, { response, publicKey });
	if (act.kind === 'renew') return renewPasskeys(deps, tx, act, response);
	const signer = await verifySigner(deps, tx, act, response);
	if (act.kind === 'remove_passkey') return dropPasskey(deps, tx, act, signer);
	if (act.kind !== 'add_passkey') return;
	await assertAddable(tx, act.account, shownOf(act).passkey!);
	const key = new Uint8Array(Buffer.from(act.payload, 'base64url'));
	await pinPasskey(deps, tx, act, { response: added ?? response, publicKey: key, by: 'passkey' });
}

async function open(
	deps: HeldDeps,
	tx: DbTransaction,
	act: HeldActRow,
	{ response, publicKey }: { response: PasskeyAnswer; publicKey: Uint8Array },
): Promise<void> {
	const { account } = act;
	const made = await tx
		.insert(heldAccounts)
		.values({ account, address: deps.keys.addressOf(account), createdAt: new Date(deps.clock.now()) })
		.onConflictDoNothing()
		.returning({ account: heldAccounts.account });
	if (made.length === 0)
		throw new PassaError('HELD_EXISTS', 'Passa holds an account for you already.', { status: 409 });
	await pinPasskey(deps, tx, act, { response, publicKey, by: 'open' });
}

function signedBy({ keys, chain }: HeldDeps, { account, payload }: HeldActRow) {
	const transaction = transactionIn(payload, chain.passphrase, keys.addressOf(account));
	keys.sign(account, transaction);
	return transaction;
}

/** Opens account and trust line on the network, with reserves of ours. It may be asked again. Throws PayLineError. */
export async function openOnNetwork(deps: HeldDeps, by: Asker & { account: string }): Promise<SignedAct> {
	const { keys, paying, chain } = deps;
	const address = keys.addressOf(by.account);
	const offered = await offerLine(paying, address, by);
	const { transaction } = readSponsoredLine(offered, chain.passphrase, deps.asset);
	keys.sign(by.account, transaction);
	const row = await payLine(paying, transaction.toEnvelope().toXdr('base64'), by);
	return { signed: null, hash: row.innerHash };
}

/** Sends a payment, or the transaction by which a person leaves, within our fee-bump. */
async function send(deps: HeldDeps, by: Asker & { account: string }, act: HeldActRow): Promise<SignedAct> {
	const { db, paying } = deps;
	const transaction = signedBy(deps, act);
	const isLeaving = act.kind === 'hand_over';
	if (isLeaving) transaction.sign(paying.payer);
	const paid = {
		...{ transaction, source: deps.keys.addressOf(act.account), call: 'held' as const },
		...(isLeaving ? { reserve: signerReserve } : {}),
	};
	const row = await countAndSend(paying, paid, by, ({ innerHash }) =>
		db.update(heldActs).set({ hash: innerHash }).where(eq(heldActs.id, act.id)),
	);
	return { signed: null, hash: row.innerHash };
}
