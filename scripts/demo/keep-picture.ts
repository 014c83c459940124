import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Picture } from '#shared/picture.ts';
import { pictureSchema } from '#shared/picture-schema.ts';
import type { DemoEvent } from './events.ts';

/** Copies a drawn picture to where the web serves pictures, and returns it as an event's document names it. */
export function keepPicture(dataDir: string, { folder, alt }: DemoEvent['picture']): Picture {
	const drawn = join(import.meta.dirname, 'pictures', folder);
	const described = JSON.parse(readFileSync(join(drawn, 'picture.json'), 'utf8')) as object;
	const picture = pictureSchema.parse({ ...described, alt });
	const isPublic = (file: string) => !file.endsWith('picture.json');
	cpSync(drawn, join(dataDir, 'media', 'public', picture.sha256), { recursive: true, filter: isPublic });
	return picture;
}
