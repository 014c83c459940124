import { createHash, randomUUID } from 'node:crypto';
import { and, eq, gt, sql } from 'drizzle-orm';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import { PassaError } from '#shared/errors.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import type { Session } from '#shared/session.server.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type HeldActRow, heldAccounts, heldActs } from '../models/held.ts';
import { limits } from '../models/limits.ts';
import type { Reader } from '../models/schema.ts';
import { type FindEventError, findEvent } from '../orders/find-event.ts';
import { assertRoom, assertUsable, type HeldAddressError, waitMilliseconds } from './addresses.ts';
import { assertContact, type ContactNeededError } from './assert-contact.ts';
import { assertFunding, type FundingError } from './assert-funding.ts';
import { type HeldDeps, type HeldError, siteOf } from './held-deps.ts';
import {
	assertOwnAddress,
	leaveTransaction,
	type OwnTransactionError,
	withdrawal,
} from './own-transactions.ts';
import {
	assertAddable,
	type HeldPasskeyError,
	removablePasskey,
	resetFor,
	shownPasskey,
} from './passkeys.ts';
import { assertPlatformMessage, type ReadPayloadError, readCall } from './read-payload.ts';

type NamedPasskey = { passkeyId: string; name: string; language: ContactLanguage };

/** What a person asks for. Amounts in stroops; `publicKey` is COSE, base64url. */
export type ActRequest =
	| ({ kind: 'open' } & NamedPasskey)
	| ({ kind: 'add_passkey' | 'renew'; publicKey: string } & NamedPasskey)
	| { kind: 'remove_passkey'; passkeyId: string }
	| { kind: 'call'; envelope: string }
	| { kind: 'message'; text: string }
	| { kind: 'address'; address: string; language: ContactLanguage }
	| { kind: 'withdraw'; address: string; amount: bigint }
	| { kind: 'hand_over'; address: string };

export type AskActError =
	| HeldError
	| HeldAddressError
	| OwnTransactionError
	| ReadPayloadError
	| FindEventError
	| FundingError
	| ContactNeededError
	| HeldPasskeyError
	| RpcError
	| PassaError<'HELD_EXISTS' | 'STRONG_NEEDED' | 'TOO_MANY_REQUESTS' | 'TOO_MUCH_TODAY' | 'WALLET_NOT_YOURS'>;

const validMilliseconds = 4 * 60_000;
const day = 86_400_000;
/** Of a person. */
const asks = { seconds: 86_400, max: 60, code: 'TOO_MANY_REQUESTS' } as const;
/** Stroops of USDC within a day: 10 000 USDC. */
const mostOfDay = 100_000_000_000n;

type Prepared = { shown: Record<string, string>; payload: string; amount: bigint };
const nothing = { payload: '', amount: 0n };

/** Records what a person is about to sign, and what their passkey must sign for it. Throws AskActError. */
export async function askAct(deps: HeldDeps, session: Session, asked: ActRequest): Promise<HeldActRow> {
	siteOf(deps);
	const { by: account } = session;
	const now = new Date(deps.clock.now());
	// Counted before it is looked at: what is refused asks the network, too.
	await limitRate(deps.db, limits, `held acts of ${account}`, asks, now.getTime());
	const address = deps.keys.addressOf(account);
	const { shown, payload, amount } = await prepared(deps, session, asked, address, now);
	const id = randomUUID();
	const row = {
		...{ id, account, kind: asked.kind, payload, amount },
		shown: JSON.stringify({ account: address, ...shown }),
		state: 'asked' as const,
		createdAt: now,
		expiresAt: new Date(now.getTime() + validMilliseconds),
	};
	const [made] = await deps.db
		.insert(heldActs)
		.values({ ...row, challenge: challengeOf(row) })
		.returning();
	return made!;
}

/** A passkey signs exactly this: another text, payload or person makes another challenge. */
export function challengeOf({
	id,
	account,
	kind,
	shown,
	payload,
}: Pick<HeldActRow, 'id' | 'account' | 'kind' | 'shown' | 'payload'>): string {
	const text = JSON.stringify(['passa held account', id, account, kind, shown, payload]);
	return createHash('sha256').update(text).digest('base64url');
}

async function prepared(
	deps: HeldDeps,
	{ by: account, strong, wallets }: Session,
	asked: ActRequest,
	address: string,
	now: Date,
): Promise<Prepared> {
	const { db, chain } = deps;
	if (asked.kind === 'open') {
		await assertNone(db, account);
		assertStrong(strong);
		await assertContact(deps, account);
		return { ...nothing, shown: shownPasskey(asked) };
	}
	await accountOf(db, account);
	switch (asked.kind) {
		case 'add_passkey':
		case 'remove_passkey':
		case 'renew':
			return preparedPasskey(deps, account, strong, asked);
		case 'call':
			return preparedCall(deps, asked.envelope, { account, address });
		case 'message': {
			const domain = new URL(siteOf(deps).origin).host;
			assertPlatformMessage(asked.text, { address, passphrase: chain.passphrase, domain, now });
			return { ...nothing, payload: asked.text, shown: { text: asked.text } };
		}
		case 'address':
			assertOwnAddress(deps, address, asked.address);
			await assertRoom(db, account);
			await assertContact(deps, account);
			return {
				...nothing,
				shown: {
					to: asked.address,
					language: asked.language,
					from: new Date(now.getTime() + waitMilliseconds).toISOString(),
				},
			};
		case 'withdraw': {
			const { address: to, amount } = asked;
			await assertUsable(db, account, to, now);
			await assertWithinDay(db, account, amount, now);
			const payload = await withdrawal(deps, { from: address, to, amount });
			return { payload, amount, shown: { to, amount: amount.toString() } };
		}
		case 'hand_over':
			await assertUsable(db, account, asked.address, now);
			// A wrong address would lose the account for ever: this wallet has signed in here.
			if (!wallets.includes(asked.address))
				throw new PassaError('WALLET_NOT_YOURS', 'Add this wallet to your account first: it signs once.', {
					status: 409,
				});
			return {
				...nothing,
				payload: await leaveTransaction(deps, address, asked.address),
				shown: { to: asked.address },
			};
	}
}

type OfPasskey = Extract<ActRequest, { kind: 'add_passkey' | 'remove_passkey' | 'renew' }>;

async function preparedPasskey(
	deps: HeldDeps,
	account: string,
	strong: Session['strong'],
	asked: OfPasskey,
): Promise<Prepared> {
	const { db } = deps;
	if (asked.kind === 'remove_passkey') {
		const { passkeyId: passkey, name } = await removablePasskey(db, account, asked.passkeyId);
		return { ...nothing, shown: { passkey, name } };
	}
	const prepared = { amount: 0n, payload: asked.publicKey, shown: shownPasskey(asked) };
	if (asked.kind === 'renew') {
		assertStrong(strong);
		return { ...prepared, shown: { ...prepared.shown, reset: await resetFor(deps, account) } };
	}
	await assertAddable(db, account, asked.passkeyId);
	await assertContact(deps, account);
	return prepared;
}

function assertStrong(strong: Session['strong']): void {
	if (strong === 'shown') return;
	throw new PassaError('STRONG_NEEDED', 'Show your second factor first.', { status: 403 });
}

/** In another contract an entry of the same name could use what the account authorises to take all that it holds. */
async function preparedCall(
	deps: HeldDeps,
	envelope: string,
	{ account, address }: { account: string; address: string },
): Promise<Prepared> {
	const { db, registry, chain } = deps;
	const { passphrase } = chain;
	const { event, ...call } = readCall(envelope, address, { passphrase, registry });
	if (!event) return { ...nothing, payload: envelope, shown: call };
	const row = await findEvent(db, event);
	const shown = { ...call, event };
	if (call.entry !== 'fund_refunds') return { ...nothing, payload: envelope, shown };
	const amount = await assertFunding(deps, row, { address, args: call.args });
	await assertWithinDay(db, account, amount, new Date(deps.clock.now()));
	return { payload: envelope, amount, shown: { ...shown, amount: amount.toString() } };
}

/** Throws HELD_MISSING. */
export async function accountOf(db: Reader, account: string) {
	const [row] = await db.select().from(heldAccounts).where(eq(heldAccounts.account, account));
	if (row) return row;
	throw new PassaError('HELD_MISSING', 'Passa holds no account for you yet.', { status: 404 });
}

async function assertNone(db: Reader, account: string): Promise<void> {
	const [row] = await db.select().from(heldAccounts).where(eq(heldAccounts.account, account));
	if (row) throw new PassaError('HELD_EXISTS', 'Passa holds an account for you already.', { status: 409 });
}

/** Throws TOO_MUCH_TODAY. */
export async function assertWithinDay(db: Reader, account: string, amount: bigint, now: Date): Promise<void> {
	const since = new Date(now.getTime() - day);
	const [row] = await db
		.select({ sum: sql<string>`coalesce(sum(${heldActs.amount}), 0)::text` })
		.from(heldActs)
		.where(and(eq(heldActs.account, account), eq(heldActs.state, 'signed'), gt(heldActs.signedAt, since)));
	if (BigInt(row!.sum) + amount <= mostOfDay) return;
	throw new PassaError('TOO_MUCH_TODAY', 'At most 10,000 USDC leave an account within a day.', {
		status: 429,
	});
}
