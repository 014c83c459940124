import { scValToNative, xdr } from '@stellar/stellar-sdk';
import { and, asc, eq, gt } from 'drizzle-orm';
import type { Logger } from 'pino';
import { entriesAt } from '#shared/chain/rpc.ts';
import { entryNative, movedKey } from '#shared/chain/state/event-state.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { type Chain, prepare } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import type { EventVersion, Order } from '#shared/contract/event-version.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import { keptEntries } from '../models/keeper.ts';
import type { Database } from '../models/schema.ts';
import type { EventCalls } from './read-dues.ts';

type Options = { db: Database; chain: Chain; channels: ChannelAccounts; log: Logger };

/** Tickets of one order that one call gives back: all have one holder and one payer. */
type WalletRefund = { order: bigint; mask: number };

const ordersAtOnce = 20;

/**
 * Gives wallets their money back after a cancel that is funded: anybody may call for that, and each refund is a call of
 * its own, so one that fails stops no other. Tickets that the treasury paid for are not ours: see `refunds/`. The chain
 * says what is open, so a keeper that was killed, or runs twice, pays nobody twice.
 */
export class WalletRefunds {
	readonly #options: Options;
	/**
	 * By event: the key after which its orders are read next, and whether a refund of this pass failed; null once all were
	 * given back.
	 */
	readonly #passes = new Map<string, { after: string; failed: boolean } | null>();
	/** For /metrics: refunds that landed. */
	landed = 0;

	constructor(options: Options) {
		this.#options = options;
	}

	/** Gives back the next orders of an event. Returns whether there is more to do. */
	async round(event: string, calls: EventCalls): Promise<boolean> {
		const pass = this.#passes.get(event);
		if (pass === null) return false;
		const { after, failed } = pass ?? { after: '', failed: false };
		const keys = await this.#orderKeys(event, after);
		const open = await openRefunds(this.#options.chain.rpcUrl, event, keys, calls.version);
		const outcomes = await Promise.all(open.map((each) => this.#refund(event, each, calls)));
		const last = keys.at(-1);
		const hasFailed = failed || outcomes.includes(false);
		// What failed is tried again after all others had their turn.
		const next = last === undefined ? null : { after: last, failed: hasFailed };
		this.#passes.set(event, next ?? (hasFailed ? { after: '', failed: false } : null));
		return last !== undefined || hasFailed;
	}

	async #orderKeys(event: string, after: string): Promise<string[]> {
		const rows = await this.#options.db
			.select({ key: keptEntries.key })
			.from(keptEntries)
			.where(and(eq(keptEntries.event, event), eq(keptEntries.kind, 'order'), gt(keptEntries.key, after)))
			.orderBy(asc(keptEntries.key))
			.limit(ordersAtOnce);
		return rows.map(({ key }) => key);
	}

	async #refund(
		event: string,
		{ order, mask }: WalletRefund,
		{ version, failures }: EventCalls,
	): Promise<boolean> {
		const { chain, channels, log } = this.#options;
		// After a cancel nobody's commission is due, so the contract asks for no credits.
		const operation: xdr.Operation = contractCall(
			event,
			'refund',
			version.args('refund', { order, mask, credits: [] }),
		);
		try {
			const landed = await channels.submit({
				failures,
				build: async (source) => (await prepare({ chain, source, operation, failures })).transaction,
			});
			this.landed++;
			log.info(
				{ event, order: String(order), mask, ledger: landed.ledger, tx: landed.hash },
				'wallet order refunded',
			);
			return true;
		} catch (error) {
			const { code, message } = error as { code?: string; message: string };
			// Somebody else was faster.
			if (code === 'TICKET_REFUNDED') return true;
			log.warn({ event, order: String(order), mask, code, message }, 'a refund failed');
			return false;
		}
	}
}

/** What wallets can be given back of these orders (ledger keys). A ticket that left its order is a call of its own. */
async function openRefunds(
	rpcUrl: string,
	event: string,
	orderKeys: string[],
	version: EventVersion,
): Promise<WalletRefund[]> {
	if (orderKeys.length === 0) return [];
	const { found } = await entriesAt(rpcUrl, orderKeys);
	const orders = [...found].map(([key, entry]) => ({
		id: idIn(key),
		order: version.decodeOrder(entryNative(entry)),
	}));
	const moved = orders.flatMap(({ id, order }) =>
		indexesOf(order.moved & ~order.refunded).map((index) => ({ id, order, index })),
	);
	const movedKeys = moved.map(({ id, index }) => movedKey(event, ticketId(id, index), version));
	const left = movedKeys.length > 0 ? (await entriesAt(rpcUrl, movedKeys)).found : new Map();
	const alone = moved.flatMap(({ id, order, index }, i): WalletRefund[] => {
		const entry = left.get(movedKeys[i]!);
		const payer = entry ? version.decodeMoved(entryNative(entry)).payer : null;
		const own = payer === 'order' ? order.payer : payer;
		const isWallets = own !== null && !own.treasury && !order.complimentary;
		return isWallets ? [{ order: id, mask: 1 << index }] : [];
	});
	return [...orders.flatMap(together), ...alone];
}

/** The tickets that never left their order. */
function together({ id, order }: { id: bigint; order: Order }): WalletRefund[] {
	const mask = ((1 << order.count) - 1) & ~order.refunded & ~order.moved;
	return mask === 0 || order.complimentary || order.payer.treasury ? [] : [{ order: id, mask }];
}

/** The order that an entry's key names. */
function idIn(key: string): bigint {
	const ledgerKey = xdr.LedgerKey.fromXdr(key, 'base64');
	return ledgerKey.type === 'contractData' ? (scValToNative(ledgerKey.contractData.key) as bigint) : 0n;
}
