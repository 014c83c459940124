import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { manifestFile, pictureFiles } from '#shared/picture.ts';

type Stored = { file: string; type: string };

const types: Record<string, string> = {
	avif: 'image/avif',
	webp: 'image/webp',
	jpg: 'image/jpeg',
	json: 'application/json',
};
/** What organizers sent is data: it neither runs nor renders as a page on our origin. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** The file of an event's document or of a picture, by its address; null for any other address. */
export function storedFile(
	url: string,
	{ METADATA_DIR, MEDIA_DIR }: { METADATA_DIR: string; MEDIA_DIR: string },
): Stored | null {
	const document = /^\/metadata\/([0-9a-f]{64}\.json)$/.exec(url);
	if (document) return { file: join(METADATA_DIR, document[1]!), type: types.json! };
	const [, picture, name = ''] = /^\/media\/([0-9a-f]{64})\/([\w.]+)$/.exec(url) ?? [];
	if (!picture || !(pictureFiles.includes(name) || name === manifestFile)) return null;
	return { file: join(MEDIA_DIR, 'public', picture, name), type: types[name.split('.')[1]!]! };
}

/** A stored file never changes: its name follows from its bytes. */
export async function sendStored({ file, type }: Stored, response: ServerResponse): Promise<void> {
	const found = await stat(file).catch(() => null);
	// The visitor left in the meantime.
	if (response.destroyed) return;
	if (!found?.isFile()) return void response.writeHead(404).end();
	response.writeHead(200, {
		'content-type': type,
		'content-length': found.size,
		'content-disposition': 'inline',
		'content-security-policy': dataPolicy,
		'cache-control': 'public, max-age=31536000, immutable',
	});
	pipeline(createReadStream(file), response, () => {});
}
