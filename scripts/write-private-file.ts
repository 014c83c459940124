import { renameSync, writeFileSync } from 'node:fs';

/** Writes JSON completely or not at all, readable by its owner only. */
export function writePrivateFile(file: string, content: unknown): void {
	writeFileSync(`${file}.new`, `${JSON.stringify(content, null, '\t')}\n`, { mode: 0o600 });
	renameSync(`${file}.new`, file);
}
