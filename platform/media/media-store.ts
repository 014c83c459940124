import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Stores files of pictures by names that follow from their bytes. Storing one twice changes nothing. `public/` may be
 * read by anybody who knows a name; `originals/` only by the account's members.
 */
export type MediaStore = {
	put(name: string, bytes: Uint8Array): Promise<void>;
	/** Null if there is no such file. */
	get(name: string): Promise<Buffer | null>;
	/** Removes a file, or all files whose names begin with a folder's. */
	remove(name: string): Promise<void>;
};

export const originalName = (sha256: string): string => `originals/${sha256}.jpg`;
export const pictureFolder = (sha256: string): string => `public/${sha256}`;

/** A folder; the web serves its `public/` as `/media`. A rename makes each file appear whole. */
export const mediaFolder = (folder: string): MediaStore => ({
	async put(name, bytes) {
		const file = join(folder, name);
		await mkdir(dirname(file), { recursive: true });
		const made = `${file}.${randomUUID()}`;
		try {
			await writeFile(made, bytes);
			await rename(made, file);
		} finally {
			await rm(made, { force: true });
		}
	},
	get: (name) =>
		readFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOENT') return null;
			throw error;
		}),
	remove: (name) => rm(join(folder, name), { recursive: true, force: true }),
});
