import { dirname } from 'node:path';
import { drawingOf, folderOrder } from './rooms.ts';
import type { Source } from './source.ts';

/** Documents whose paths are checked. */
export const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/tests.md'];

const ours = /^(contracts|docs|indexer|localnet|platform|relayer|scripts|shared|testing|web)\/[\w.@[\]*/-]+$/;

/**
 * Paths in backquotes that do not exist. A bare file name belongs to the folder of the path before it, as in tables:
 * `a/b.ts`, `c.ts`. Of a command line each word is checked.
 */
export function missingPaths({ path, text }: Source, exists: (path: string) => boolean): string[] {
	return text.split('\n').flatMap((line) => {
		let folder = '';
		return [...line.matchAll(/`([^`]+)`/g)].flatMap(([, quoted]) => {
			const words = quoted!.split(' ').filter((word) => ours.test(word));
			const next =
				/^[\w-]+(\.test|\.server)?\.(ts|rs)$/.test(quoted!) && folder ? [`${folder}/${quoted}`] : [];
			const named = [...words, ...next].map((word) => word.replace(/\/[^/]*\*.*$/, '').replace(/\/$/, ''));
			for (const word of words) folder = /\.\w+$/.test(word) ? dirname(word) : word.replace(/\/$/, '');
			return named.filter((word) => !exists(word)).map((word) => `${path}: there is no ${word}`);
		});
	});
}

/** Orders of folders that ARCHITECTURE.md draws differently, or not at all. */
export const missingDrawings = ({ path, text }: Source): string[] =>
	Object.entries(folderOrder)
		.filter(([, order]) => !text.includes(drawingOf(order)))
		.map(([room, order]) => `${path}: the order of ${room} is not drawn: ${drawingOf(order)}`);
