import { Address, xdr } from '@stellar/stellar-sdk';
import { baseAccount } from '#shared/contract/base-account.ts';
import type { Movement } from '#shared/contract/event-version.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import type { PassaError } from '#shared/errors.ts';
import { eventPages } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import type { ResolvedSource } from './source.ts';

/** Money that goes from a buyer to a seller past the event's contract, and the ledger of its resale. */
type Payment = { txHash: string; ledger: number; topics: string[] };

/** An RPC accepts five filters of five lists of topics. */
const filtersAtOnce = 5;
const listsOfFilter = 5;

const topicOf = (value: xdr.ScVal): string => value.toXdr('base64');
const addressTopic = (address: string | null): string =>
	address === null ? '*' : topicOf(new Address(baseAccount(address)).toScVal());

/**
 * The asset's transfers by which buyers paid sellers: no contract's filter has them, since the money never was the
 * event's. Saved ones are not asked for again. Those that the RPC no longer keeps are missing, and the audit says so.
 * Throws RpcError.
 */
export async function readSellersMoney(
	source: ResolvedSource,
	event: string,
	raw: RawEvent[],
	movements: Movement[],
): Promise<RawEvent[]> {
	const ledgers = new Map(raw.map((e) => [e.id, e.ledger]));
	const payments = movements
		.filter(({ from, to }) => from !== event && to !== event)
		.map(({ event: id, txHash, from, to }): Payment => {
			const topics = [topicOf(xdr.ScVal.scvSymbol('transfer')), addressTopic(from), addressTopic(to), '*'];
			return { txHash, ledger: ledgers.get(id) ?? 0, topics };
		});
	const byTransaction = Map.groupBy(payments, (p) => p.txHash);
	const isWanted = (e: RawEvent) =>
		e.contractId === source.usdc &&
		e.inSuccessfulContractCall &&
		(byTransaction.get(e.txHash) ?? []).some((p) => isOf(e, p));
	const found = new Map((source.events ?? []).filter(isWanted).map((e) => [e.id, e]));
	const saved = [...found.values()];
	const unsaved = payments.filter((p) => !saved.some((e) => e.txHash === p.txHash && isOf(e, p)));
	for (const some of chunks(unsaved, filtersAtOnce * listsOfFilter))
		for (const e of await transfersOf(source, some)) if (isWanted(e)) found.set(e.id, e);
	return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const isOf = ({ topic }: RawEvent, { topics }: Payment): boolean =>
	topics.length === topic.length && topics.every((t, i) => t === '*' || t === topic[i]);

/** Payments are in the order of their ledgers: no ledger after the last is read. */
async function transfersOf({ rpcUrl, usdc }: ResolvedSource, payments: Payment[]): Promise<RawEvent[]> {
	const filters = chunks(payments, listsOfFilter).map((some) => ({
		type: 'contract' as const,
		contractIds: [usdc],
		topics: some.map((p) => p.topics),
	}));
	const events: RawEvent[] = [];
	try {
		for await (const page of eventPages(rpcUrl, filters, payments[0]!.ledger)) {
			events.push(...page.events);
			if (page.scannedLedger >= payments.at(-1)!.ledger) break;
		}
	} catch (error) {
		if ((error as RpcError | PassaError).code !== 'HISTORY_CUT') throw error;
	}
	return events;
}

const chunks = <T>(list: T[], size: number): T[][] =>
	Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
