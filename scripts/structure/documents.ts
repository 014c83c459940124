import { dirname } from 'node:path';
import { drawingOf, folderOrder } from './rooms.ts';
import { isGenerated, type Source } from './source.ts';

/** Documents whose paths are checked, beside the rooms' READMEs. */
export const documents = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/tests.md'];

const fromRoot =
	/^(contracts|docs|indexer|localnet|platform|relayer|scripts|shared|testing|web)\/[\w.@[\]*/-]+$/;
const fromRoom = /^[a-z][\w-]*\/([\w.*[\]/-]+\.\w+)?$/;
const bareFile = /^[\w-]+(\.test|\.server)?\.(ts|rs|mjs)$/;

/**
 * Paths in backquotes that do not exist. A bare file name belongs to the folder of the path before it, as in tables:
 * `a/b.ts`, `c.ts`. Of a command line each word is checked. A room's README names paths from its own folder, too.
 */
export function missingPaths({ path, text }: Source, exists: (path: string) => boolean): string[] {
	const room = path.endsWith('/README.md') ? `${dirname(path)}/` : null;
	return text.split('\n').flatMap((line) => {
		let folder = '';
		return [...line.matchAll(/`([^`]+)`/g)].flatMap(([, quoted]) => {
			const words = quoted!.split(' ').filter((word) => fromRoot.test(word));
			const near = words.length === 0 ? placesOf(quoted!, folder, room) : null;
			const there = near?.find((place) => exists(plain(place))) ?? null;
			const named = words.length > 0 ? words : there ? [there] : [];
			for (const word of named) folder = /\.\w+$/.test(word) ? dirname(word) : plain(word);
			const missing = words.map(plain).filter((word) => !exists(word) && !(room && exists(room + word)));
			if (near && near.length > 0 && !there) missing.push(near[0]!);
			return missing.map((word) => `${path}: there is no ${word}`);
		});
	});
}

/** Places where a path that does not begin with a room may be; none for anything else. */
function placesOf(quoted: string, folder: string, room: string | null): string[] {
	if (bareFile.test(quoted)) {
		const before = folder ? [`${folder}/${quoted}`] : [];
		return room ? [...before, room + quoted] : before;
	}
	if (!room || !fromRoom.test(quoted)) return [];
	return [room + quoted, ...(folder ? [`${folder}/${quoted}`] : [])];
}

const comment = /(?<!['"`])\/\*.*?\*\/|(?<![:'"`/])\/\/[^\n]*/gs;
const fileInComment =
	/(?<![\w./#@-])(contracts|docs|indexer|localnet|platform|relayer|scripts|shared|testing|web)\/[\w./@*[\]-]+\.[a-z]+\b/g;

/** Files that a comment names by their path from the root, and that do not exist. */
export function missingInComments(source: Source, exists: (path: string) => boolean): string[] {
	if (isGenerated(source)) return [];
	const comments = (source.text.match(comment) ?? []).join('\n');
	const named = (comments.match(fileInComment) ?? []).map(plain);
	return named.filter((path) => !exists(path)).map((path) => `${source.path}: there is no ${path}`);
}

const plain = (path: string): string => path.replace(/\/[^/]*\*.*$/, '').replace(/\/$/, '');

/** Orders of folders that ARCHITECTURE.md draws differently, or not at all. */
export const missingDrawings = ({ path, text }: Source): string[] =>
	Object.entries(folderOrder)
		.filter(([, order]) => !text.includes(drawingOf(order)))
		.map(([room, order]) => `${path}: the order of ${room} is not drawn: ${drawingOf(order)}`);

/** Rooms whose README names every file beside the folders, too; of the others it names every folder. */
const namesFiles = ['shared', 'localnet'];

/** Folders of a room, and files beside them, that its README does not name. */
export function unnamedParts(paths: string[], readmes: Source[]): string[] {
	return readmes.flatMap(({ path, text }) => {
		const room = dirname(path);
		if (room === '.' || room.includes('/')) return [];
		const below = paths.filter((p) => p.startsWith(`${room}/`)).map((p) => p.slice(room.length + 1));
		const parts = below.map((p) => (p.includes('/') ? `${p.split('/')[0]}/` : p));
		const wanted = parts.filter((part) => {
			if (part.endsWith('/')) return part !== 'test/' && part !== 'migrations/';
			return namesFiles.includes(room) && /(?<!\.test|config\.server)\.ts$/.test(part);
		});
		return [...new Set(wanted)]
			.filter((part) => !nameOf(part).test(text))
			.map((part) => `${path}: does not name ${part}`);
	});
}

/** `folder/`, `folder` or `file.ts`, and not the end of another name. */
const nameOf = (part: string): RegExp =>
	new RegExp(`(?<![\\w.-])${part.replace('.', '\\.').replace(/\/$/, '[/`]')}`);

/** Whether web/README.md lists the folders of `lib` as they may import: from the last one down to the first. */
export function foldersOutOfOrder({ path, text }: Source): string[] {
	const listed = [...text.matchAll(/^\d+\. `lib\/([\w-]+)\/`/gm)].map(([, folder]) => folder!);
	const order = folderOrder['web/lib']!.toReversed();
	return drawingOf(listed) === drawingOf(order) ? [] : [`${path}: the order of lib is ${order.join(', ')}`];
}

/** Variables that a room's configuration reads, and its README does not name. */
export function unnamedVariables(sources: Source[], readmes: Source[]): string[] {
	return sources.flatMap(({ path, text }) => {
		if (!/^\w+\/.*(config|-env)\.server\.ts$/.test(path)) return [];
		const readme = readmeOf(path, readmes);
		const variables = [...text.matchAll(/^\t+([A-Z][A-Z\d]*(?:_[A-Z\d]+)*): /gm)].map(([, name]) => name!);
		return variables
			.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme?.text ?? ''))
			.map((name) => `${path}: ${readme ? `${readme.path} does not name` : 'no README names'} ${name}`);
	});
}

/** The README of the nearest folder that has one. */
function readmeOf(path: string, readmes: Source[]): Source | null {
	const folder = dirname(path);
	if (folder === '.') return null;
	return readmes.find((readme) => readme.path === `${folder}/README.md`) ?? readmeOf(folder, readmes);
}

/** Figures that README says were measured, though `docs/benchmarks.md` does not have them. */
export function missingFigures(readme: string, benchmarks: string): string[] {
	const [, table = ''] = /^## Measured\n(.*?)^## /ms.exec(readme) ?? [];
	const cells = [...table.matchAll(/^\|[^|]*\|([^|]*\d[^|]*)\|/gm)].map(([, cell]) => cell!);
	const known = new Set(benchmarks.match(/\d+(\.\d+)?/g));
	return cells
		.flatMap((cell) => cell.match(/\d+(\.\d+)?/g) ?? [])
		.filter((figure) => !known.has(figure))
		.map((figure) => `README.md: docs/benchmarks.md does not have ${figure}`);
}
