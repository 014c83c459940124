import type { RawEvent } from '#shared/contract/raw-event.ts';
import { applyLedgers, type Position } from '../ingest/apply-ledgers.ts';
import type { Header } from '../ingest/ledger-header.ts';
import { messagesOfLedger } from '../live/deltas.ts';
import { nextEpoch, openCheckpoint } from '../models/checkpoint.ts';
import { firstLedger, passphrase, registry } from './recorded-histories.ts';
import { emptyAll, type Store } from './store.ts';

const hashOf = (ledger: number): string => ledger.toString(16).padStart(64, 'a');

function headerOf(list: RawEvent[]): Header {
	const { ledger: sequence, ledgerClosedAt } = list[0]!;
	const closedAt = new Date(ledgerClosedAt);
	return { sequence, hash: hashOf(sequence), previousHash: hashOf(sequence - 1), closedAt, results: '' };
}

/** Empties the database and writes a recorded history into it, whose event then is number 1. */
export async function storeHistory(store: Store, raw: RawEvent[]): Promise<void> {
	await emptyAll(store);
	await openCheckpoint(store.db, { network: passphrase, registry, startLedger: firstLedger });
	const epoch = await nextEpoch(store.db);
	const start: Position = {
		...{ ledger: firstLedger - 1, announced: 0, network: passphrase, registry, hash: null },
		announcedLedger: firstLedger,
	};
	const ledgers = [...Map.groupBy(raw, (each) => each.ledger).values()].map((events) => ({
		...{ header: headerOf(events), events, proven: true, proof: null },
	}));
	const range = { latestLedger: ledgers.at(-1)!.header.sequence, oldestLedger: firstLedger };
	await applyLedgers({ db: store.db, messagesOf: messagesOfLedger }, epoch, start, ledgers, range);
}
