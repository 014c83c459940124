import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { markedRecords, recordsIn } from '#shared/chain/archive/records.ts';
import { serveLocally } from './serve-locally.ts';

/** An entry is the header's hash, the header, and an extension without content. */
const [hashBytes, versionBytes, extensionBytes] = [32, 4, 4];

export type FileAnswer = { status: number; headers: Record<string, string>; body: Uint8Array };

/** Changes the answer for a file; `null`: it never answers. */
export type ArchiveLie = (path: string, answer: FileAnswer) => FileAnswer | null;

export type LyingArchive = {
	url: string;
	/** What it does from now on. */
	behave(lie: ArchiveLie): void;
	/** The paths that were asked since `behave`. */
	readonly asked: string[];
	close(): Promise<void>;
};

export const honest: ArchiveLie = (_, answer) => answer;

/** A server before a localnet's history archive, which it misrepresents. It is at a port of its own: another source. */
export async function lyingArchive(localnetUrl: string, first: ArchiveLie = honest): Promise<LyingArchive> {
	let lie = first;
	let asked: string[] = [];
	const server = await serveLocally(async (request, response) => {
		const path = request.url!.slice(1);
		asked.push(path);
		const found = await fetch(`${localnetUrl}/archive/${path}`);
		const body = new Uint8Array(await found.arrayBuffer());
		const answer = lie(path, { status: found.status, headers: {}, body });
		if (!answer) return;
		response.writeHead(answer.status, answer.headers).end(answer.body);
	});
	return {
		...server,
		behave(next) {
			lie = next;
			asked = [];
		},
		get asked() {
			return asked;
		},
	};
}

/** Changes files of one category. */
export const changesFile =
	(category: string, change: (body: Uint8Array) => Uint8Array): ArchiveLie =>
	(path, answer) =>
		path.startsWith(category) ? { ...answer, body: change(answer.body) } : answer;

/** Changes the records within a file. */
export const changesRecords = (
	category: string,
	change: (records: Uint8Array[]) => Uint8Array[],
): ArchiveLie =>
	changesFile(category, (body) => {
		const records = recordsIn('', gunzipSync(body)).map((record) => new Uint8Array(record));
		return gzipSync(markedRecords(change(records)));
	});

/** Answers every file, or those of one category, with this status. */
export const refuses =
	(status: number, headers: Record<string, string> = {}, category = ''): ArchiveLie =>
	(path, answer) =>
		path.startsWith(category) ? { status, headers, body: new Uint8Array() } : answer;

/** Headers of another history, without a fault in itself: from `first` on each is another, and names the one before it. */
export function rechained(records: Uint8Array[], first: number): Uint8Array[] {
	let before: Uint8Array | null = null;
	return records.map((record, i) => {
		if (i < first) return record;
		const header = new Uint8Array(record.subarray(hashBytes, -extensionBytes));
		// A header begins with its version, then the hash of the one before it; it ends with an extension.
		if (before) header.set(before, versionBytes);
		else header[header.length - extensionBytes - 1]! ^= 1;
		before = createHash('sha256').update(header).digest();
		return Buffer.concat([before, header, new Uint8Array(extensionBytes)]);
	});
}
