import { StrKey, xdr } from '@stellar/stellar-sdk';
import { firstLedger, passphrase, recordedHistories, registry } from '#indexer/test/recorded-histories.ts';
import { logStart, logStepOf } from '#shared/chain/events/log.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';

export { passphrase, registry };

const logBytes = 32;
/** A history begins with its announcement, and its first event that is in the log has number 1. */
const isPlain = (value: string): boolean => {
	const bytes = Buffer.from(value, 'base64');
	return !(
		bytes.length > 64 &&
		bytes.readUInt32BE(0) === 16 &&
		bytes.readUInt32BE(8) === 3 &&
		bytes.readUInt32BE(bytes.length - 40) === 13
	);
};

/**
 * The contract's own histories again and again, each as an event of its own with its own address, ledgers and log, until there
 * are about this many raw events. Yields one event's at a time.
 */
export function* copiedEvents(most: number): Generator<RawEvent[]> {
	const histories = recordedHistories().map(({ raw }) => raw);
	let ledger = firstLedger;
	for (let no = 1, made = 0; made < most; no++) {
		const raw = histories[no % histories.length]!;
		const { list, newest } = copyOf(raw, no, ledger);
		yield list;
		ledger = newest + 1;
		made += list.length;
	}
}

function copyOf(raw: RawEvent[], no: number, ledger: number): { list: RawEvent[]; newest: number } {
	const address = Buffer.alloc(32);
	address.writeUInt32BE(no, 0);
	const event = StrKey.encodeContract(address);
	const moved = ledger - raw[0]!.ledger;
	let log = logStart(passphrase, event);
	let n = 0n;
	const list = raw.map((each, i) => {
		const [toid] = each.id.split('-');
		const id = `${String(BigInt(toid!) + (BigInt(moved) << 32n)).padStart(19, '0')}-0000000000`;
		const placed = {
			...each,
			id,
			ledger: each.ledger + moved,
			txHash: BigInt(id.split('-')[0]!).toString(16).padStart(64, '0'),
		};
		if (i === 0) return announced(placed, event, no);
		const own = { ...placed, contractId: event };
		if (isPlain(each.value)) return own;
		n++;
		log = logStepOf(log, own, n)!;
		const bytes = Buffer.from(each.value, 'base64');
		bytes.set(log, bytes.length - logBytes);
		return { ...own, value: bytes.toString('base64') };
	});
	return { list, newest: list.at(-1)!.ledger };
}

function announced(raw: RawEvent, event: string, no: number): RawEvent {
	const value = xdr.ScVal.fromXdr(raw.value, 'base64');
	const map = value.type === 'scvMap' ? value.map! : [];
	const changed = map.map((entry) =>
		entry.key.type === 'scvSymbol' && String(entry.key.sym) === 'no'
			? new xdr.ScMapEntry({ key: entry.key, val: xdr.ScVal.scvU32(no) })
			: entry,
	);
	const address = xdr.ScVal.scvAddress(
		xdr.ScAddress.fromXdr(
			Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from(StrKey.decodeContract(event))]),
		),
	);
	return {
		...raw,
		topic: [raw.topic[0]!, raw.topic[1]!, address.toXdr('base64')],
		value: xdr.ScVal.scvMap(changed).toXdr('base64'),
	};
}
