import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { passaFileSchema } from './passa-file.ts';
import { root } from './wasm/artifacts.ts';

export const schemaFile = join(root, 'docs/passa.schema.json');

/** passa.json as a JSON schema, for scripts in other languages against a running Passa. */
export function passaSchema(): string {
	const $comment = 'GENERATED from scripts/passa-file.ts by `npm run schema`. Do not edit.';
	const title = 'passa.json: what runs, and where';
	const schema = z.toJSONSchema(passaFileSchema, { target: 'draft-2020-12' });
	return `${JSON.stringify({ $comment, title, ...schema }, null, '\t')}\n`;
}

/** `npm run schema`. */
if (import.meta.main) writeFileSync(schemaFile, passaSchema());
