import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { xdr } from '@stellar/stellar-sdk';
import type { LedgerInfo } from '../ingest/rpc-source.ts';

const inverted = (ledger: number): string =>
	(0xffff_ffff - ledger).toString(16).toUpperCase().padStart(8, '0');

/** Writes ledgers into a folder in the layout of SEP-54: four in a batch, two batches in a partition. */
export function writeLedgers(folder: string, networkPassphrase: string, ledgers: LedgerInfo[]): void {
	const config = { networkPassphrase, ledgersPath: '/ledgers', compression: 'zstd', ledgersPerBatch: 4 };
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, batchesPerPartition: 2 }));
	for (const list of Map.groupBy(ledgers, ({ sequence }) => Math.floor(sequence / 4)).values()) {
		const [start, end] = [list[0]!.sequence, list.at(-1)!.sequence];
		const partition = Math.floor(start / 8) * 8;
		const at = join(folder, 'ledgers', `${inverted(partition)}--${partition}-${partition + 7}`);
		const batch = new xdr.LedgerCloseMetaBatch({
			startSequence: start,
			endSequence: end,
			ledgerCloseMetas: list.map(({ metadataXdr }) => xdr.LedgerCloseMeta.fromXdr(metadataXdr, 'base64')),
		});
		mkdirSync(at, { recursive: true });
		const name = start === end ? `${inverted(start)}--${start}` : `${inverted(start)}--${start}-${end}`;
		writeFileSync(join(at, `${name}.xdr.zst`), zstdCompressSync(batch.toXdr()));
	}
}
