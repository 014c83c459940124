import { scValToNative } from '@stellar/stellar-sdk';
import { splitsOf } from '#shared/contract/accounting.ts';
import type { Terms } from '#shared/contract/event.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { type PayeeRole, shownRole } from '#shared/payee-roles.ts';
import { failuresOf, type ReadEventStateError, readEventState } from '../state/event-state.ts';
import { ticketId } from '../state/ids.ts';
import {
	type Chain,
	type Landed,
	type PrepareError,
	prepare,
	type SendError,
	type SignTransaction,
	send,
	validForMs,
} from './invoke.ts';

export type Item = { tier: number; qty: number };
export type Split = { payee: string; role: PayeeRole; amount: bigint };

/** What the buyer is shown and signs: the contract accepts nothing else. Money in stroops. */
export type Quote = {
	event: string;
	buyer: string;
	items: Item[];
	nonce: bigint;
	termsVersion: number;
	total: bigint;
	/** The network's fee, at most, in stroops of XLM. */
	fee: bigint;
	/** The chain's fee payer pays it: the buyer's XLM does not reach. */
	feePaid: boolean;
	splits: Split[];
	/** The unsigned transaction, base64. */
	envelope: string;
	validUntil: number;
	/** What the contracts' errors mean, if the transaction fails in its ledger. */
	failures: FailuresOfContracts;
};

export type Receipt = {
	orders: bigint[];
	tickets: bigint[];
	total: bigint;
	splits: Split[];
	hash: string;
	ledger: number;
};

export type QuoteError = ReadEventStateError | PrepareError | PassaError<'TIER_UNKNOWN' | 'OVER_ORDER_LIMIT'>;
export type BuyError = SendError;

/**
 * Prices an order and simulates it as the buyer. Throws QuoteError, with the contract's own code when the contract would
 * refuse the order: ORDER_EXISTS if this buyer has used this nonce before.
 */
export async function quote(
	chain: Chain,
	event: string,
	buyer: string,
	items: Item[],
	nonce = freshNonce(),
	versions: EventVersions = eventVersions,
): Promise<Quote> {
	const state = await readEventState(chain.rpcUrl, event, versions);
	const { terms, counters, version } = state;
	const total = items.reduce((sum, item) => sum + priceOf(terms, item), 0n);
	const operation = version.purchase(event, {
		buyer,
		nonce,
		items,
		termsVersion: terms.terms_version,
		maxTotal: total,
	});
	const failures = failuresOf(event, state);
	const { transaction, fee, feePaid } = await prepare({ chain, source: buyer, operation, failures });
	return {
		event,
		buyer,
		items,
		nonce,
		termsVersion: terms.terms_version,
		total,
		fee,
		feePaid,
		splits: describeSplits(
			terms,
			splitsOf(
				terms.payees.map((p) => p.bps),
				counters.gross - counters.refunded,
				total,
			),
		),
		envelope: transaction.toEnvelope().toXdr('base64'),
		validUntil: Date.now() + validForMs,
		failures,
	};
}

function priceOf(terms: Terms, item: Item): bigint {
	const tier = terms.tiers[item.tier];
	if (!tier) {
		const known = terms.tiers.map((_, index) => index).join(', ');
		const words = `There is no tier ${item.tier} at this event. It has these: ${known}.`;
		throw new PassaError('TIER_UNKNOWN', words, { status: 404 });
	}
	if (!Number.isInteger(item.qty) || item.qty < 1) {
		throw new PassaError('OVER_ORDER_LIMIT', 'Choose at least one ticket.');
	}
	return tier.price * BigInt(item.qty);
}

/** 64 random bits: an order's id is derived from it, and nobody can guess it before. */
function freshNonce(): bigint {
	return crypto.getRandomValues(new BigUint64Array(1))[0]!;
}

export function describeSplits(terms: Terms, amounts: bigint[]): Split[] {
	return terms.payees.map((p, i) => ({
		payee: p.address as string,
		role: shownRole(p.role, undefined),
		amount: amounts[i]!,
	}));
}

/** Signs and sends the quoted transaction, and waits for its ledger. Throws BuyError. */
export async function buy(chain: Chain, quoted: Quote, sign: SignTransaction): Promise<Receipt> {
	const { failures } = quoted;
	return receipt(quoted, await send(chain, await sign(quoted.envelope), { failures }));
}

function receipt(quoted: Quote, landed: Landed): Receipt {
	const orders = landed.returnValue ? (scValToNative(landed.returnValue) as bigint[]) : [];
	const tickets = orders.flatMap((order, i) =>
		Array.from({ length: quoted.items[i]!.qty }, (_, n) => ticketId(order, n)),
	);
	const { total, splits } = quoted;
	return { orders, tickets, total, splits, hash: landed.hash, ledger: landed.ledger };
}
