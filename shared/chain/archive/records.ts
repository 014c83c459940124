import { unreadableFile } from './archive-error.ts';

/**
 * RFC 5531: four bytes before each record hold its length; the highest bit marks a record's last fragment, here its
 * only one.
 */
const markBytes = 4;
const lastFragment = 0x8000_0000;

/** The records of a stream of XDR. Throws ARCHIVE_UNREADABLE. */
export function recordsIn(path: string, bytes: Uint8Array): Uint8Array[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const records: Uint8Array[] = [];
	for (let at = 0; at < bytes.length; ) {
		if (bytes.length - at < markBytes) throw unreadableFile(path, 'it ends within a record mark');
		const mark = view.getUint32(at);
		const [start, length] = [at + markBytes, mark & ~lastFragment];
		if (mark < lastFragment) throw unreadableFile(path, 'a record has no mark');
		if (length > bytes.length - start) throw unreadableFile(path, 'it ends within a record');
		records.push(bytes.subarray(start, start + length));
		at = start + length;
	}
	return records;
}

/** Records as a stream of XDR. */
export function markedRecords(records: Uint8Array[]): Uint8Array {
	const bytes = new Uint8Array(records.reduce((n, { length }) => n + markBytes + length, 0));
	const view = new DataView(bytes.buffer);
	let at = 0;
	for (const record of records) {
		view.setUint32(at, (record.length | lastFragment) >>> 0);
		bytes.set(record, at + markBytes);
		at += markBytes + record.length;
	}
	return bytes;
}
