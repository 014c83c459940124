import { and, eq, sql } from 'drizzle-orm';
import { failuresOf } from '#shared/chain/state/event-state.ts';
import type { Authority } from '#shared/chain/submit/authorise.ts';
import { prepare } from '#shared/chain/submit/invoke.ts';
import { nowOf } from '#shared/clock.ts';
import { claimCustodial } from '#shared/contract/registry-args.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import { leasedRows } from '#shared/service/leased-rows.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { type WalletMoveRow, walletMoves } from '../models/handovers.ts';
import { orders } from '../models/orders.ts';
import type { HandoverDeps } from './handover-deps.ts';
import { type OrderOnChain, readTickets } from './read-tickets.ts';

/** A process may die between any two of these. */
export const moveKillPoints = ['leased', 'stored', 'landed', 'recorded'] as const;
export type MoveKillPoint = (typeof moveKillPoints)[number];

export type MoveDeps = Pick<HandoverDeps, 'db' | 'clock' | 'chain' | 'registry' | 'log'> & {
	relayer: Authority;
	/** Accounts that submit. */
	channels: ChannelAccounts;
	/** A test ends a worker here. */
	between?: (step: MoveKillPoint) => void | Promise<void>;
};

const atOnce = 2;
const leaseMilliseconds = 60_000;
const [firstPause, longestPause] = [1_000, 300_000];

/** The contract's last word on these tickets: trying again changes nothing. */
const final: string[] = [
	...['ADDRESS_TAKEN', 'ORDER_UNKNOWN', 'TICKET_UNKNOWN', 'TICKET_REFUNDED', 'NOT_IN_CUSTODY'],
	...['TICKET_LISTED', 'EVENT_TOO_OLD', 'EVENT_NOT_OURS'],
];

/**
 * Gives tickets in custody to their holder's wallet. It looks at the chain before each call, and the contract refuses a
 * second one. So a worker that is killed at any step, or that works beside another, moves nothing twice.
 */
export const submitMoves = (deps: MoveDeps): Work<WalletMoveRow> => ({
	name: 'moving tickets to wallets',
	most: atOnce,
	run: (row) => advance(deps, row),
	...leasedRows(deps, {
		...{ table: walletMoves, key: [walletMoves.id], leaseMilliseconds },
		also: () => ({ attempts: sql`${walletMoves.attempts} + 1` }),
	}),
});

async function advance(deps: MoveDeps, row: WalletMoveRow): Promise<void> {
	await deps.between?.('leased');
	try {
		const found = await read(deps, row);
		if (!isThere(found, row)) await send(deps, row, found);
		await deps.between?.('landed');
		if (!isThere(await read(deps, row), row))
			throw new PassaError('RPC_BEHIND', 'the node does not show these tickets in the wallet yet');
		await end(deps, row, 'done', null);
		await deps.between?.('recorded');
	} catch (error) {
		const code = error instanceof PassaError ? error.code : null;
		// Another call may have landed meanwhile: then the contract refuses this one.
		const isOver = code !== null && final.includes(code);
		if (isOver && isThere(await read(deps, row), row)) return end(deps, row, 'done', null);
		if (isOver) return end(deps, row, 'refused', code);
		const wakeAt = new Date(nowOf(deps).getTime() + Math.min(firstPause * 2 ** row.attempts, longestPause));
		await deps.db.update(walletMoves).set({ wakeAt }).where(isClaim(row));
		throw error;
	}
}

async function read({ db, chain }: MoveDeps, row: WalletMoveRow): Promise<OrderOnChain> {
	const [order] = await db.select({ owner: orders.owner }).from(orders).where(eq(orders.no, row.orderNo));
	return readTickets({ chain, db }, { ...row, owner: order!.owner });
}

/** Whether the wallet has all of them. */
function isThere({ tickets }: OrderOnChain, { mask, to }: WalletMoveRow): boolean {
	return tickets.every((each, i) => !((mask >> i) & 1) || (each.owner === to && !each.custodial));
}

async function send(deps: MoveDeps, row: WalletMoveRow, { state, tickets }: OrderOnChain): Promise<void> {
	const { chain, registry, relayer, channels, db } = deps;
	const { event, chainOrder, mask, to } = row;
	// Sold on by that wallet to a fan without one: in custody again, but not this order's.
	if (!indexesOf(mask).every((i) => tickets[i]?.custodial))
		throw new PassaError('NOT_IN_CUSTODY', 'these tickets are not in the order’s custody');
	const { operation, signature } = claimCustodial(registry, { event, order: chainOrder, mask, to });
	const failures = failuresOf(event, state);
	const signatures = new Map([[relayer.publicKey(), signature]]);
	await channels.submit({
		failures,
		async build(source) {
			const call = { chain, source, operation, signers: [relayer], signatures, failures };
			const { transaction } = await prepare(call);
			await db
				.update(walletMoves)
				.set({ txHash: hex(transaction.hash()) })
				.where(eq(walletMoves.id, row.id));
			await deps.between?.('stored');
			return transaction;
		},
	});
}

/** Only the latest lease moves the time. */
const isClaim = ({ id, attempts }: WalletMoveRow) =>
	and(eq(walletMoves.id, id), eq(walletMoves.attempts, attempts), eq(walletMoves.state, 'waiting'));

async function end(
	deps: MoveDeps,
	{ id, orderNo }: WalletMoveRow,
	state: 'done' | 'refused',
	reason: string | null,
): Promise<void> {
	const { db, log } = deps;
	await db
		.update(walletMoves)
		.set({ state, reason, wakeAt: null, endedAt: nowOf(deps) })
		.where(and(eq(walletMoves.id, id), eq(walletMoves.state, 'waiting')));
	log.info({ order: String(orderNo), state, reason }, 'tickets were moved to a wallet');
}
