import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Stores events' documents by the SHA-256 of their bytes. Storing one twice changes nothing. */
export type DocumentStore = { put(sha256: string, bytes: Uint8Array): Promise<void> };

/** An event's `uri`; the web serves the folder as `/metadata`. */
export const documentUri = (sha256: string): string => `metadata/${sha256}.json`;

/** A folder that the web and the indexer read. A rename makes each document appear whole. */
export const folderStore = (folder: string): DocumentStore => ({
	async put(sha256, bytes) {
		await mkdir(folder, { recursive: true });
		const file = join(folder, `${sha256}.json`);
		const made = `${file}.${randomUUID()}`;
		try {
			await writeFile(made, bytes);
			await rename(made, file);
		} finally {
			await rm(made, { force: true });
		}
	},
});
