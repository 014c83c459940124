import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

export type Source = { path: string; text: string };

const rooms = ['shared', 'indexer', 'relayer', 'platform', 'web', 'localnet', 'scripts', 'testing'] as const;
type Room = (typeof rooms)[number];
const services: Room[] = ['indexer', 'relayer', 'platform', 'localnet'];
const maxFileLines = 300;
const maxFunctionLines = 60;
const badNames = /(^|\/)(utils?|helpers?|common|misc)(\/|\.|$)/;
const clientOf = /^(indexer|relayer|platform)\/client\.ts$/;

/** Every breach of the laws, a line each: where, and which law. */
export function violations(sources: Source[]): string[] {
	return sources.flatMap((source) => {
		if (isGenerated(source)) return [];
		const script = scriptOf(source);
		return [...fileLaws(source), ...(script ? [...importLaws(script), ...syntaxLaws(script)] : [])];
	});
}

/** What of a file is TypeScript: all of it, or the scripts of a component. */
function scriptOf({ path, text }: Source): Source | null {
	if (/\.(ts|mjs)$/.test(path)) return { path, text };
	if (!path.endsWith('.svelte')) return null;
	return {
		path,
		text: [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, code]) => code).join('\n'),
	};
}

const isGenerated = ({ text }: Source): boolean => text.startsWith('// GENERATED');
const roomOf = (path: string): Room | undefined => rooms.find((r) => path.startsWith(`${r}/`));
const isTest = (path: string): boolean => /\.test\.ts$|\/test\//.test(path);

function fileLaws({ path, text }: Source): string[] {
	const lines = text.split('\n').length - 1;
	const found = [];
	if (lines > maxFileLines) found.push(`${path}: ${lines} lines, at most ${maxFileLines}`);
	if (badNames.test(path)) found.push(`${path}: a name that says nothing (utils, helpers, common, misc)`);
	if (/(^|\/)index\.ts$/.test(path)) found.push(`${path}: no barrels, import files`);
	return found;
}

/** Where an import leads, as a path in the repository; null for packages. */
function target(path: string, specifier: string): string | null {
	if (specifier.startsWith('#lib/')) return `web/lib/${specifier.slice(5)}`;
	if (specifier.startsWith('#')) return specifier.slice(1);
	return specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : null;
}

function importLaws({ path, text }: Source): string[] {
	const from = roomOf(path);
	if (!from || isTest(path)) return [];
	const specifiers = ts.preProcessFile(text, true, true).importedFiles.map((f) => f.fileName);
	return specifiers.flatMap((specifier) => {
		const to = target(path, specifier);
		const room = to && roomOf(to);
		if (!to || !room) return [];
		if (!mayImport(path, from, room, to)) return [`${path}: ${from} must not import ${to}`];
		const clientCode = from === 'web' && !/\.server\.|\/\+?server\.ts$/.test(path);
		return clientCode && to.includes('.server.')
			? [`${path}: code for the browser must not import ${to}`]
			: [];
	});
}

/** shared → nothing of ours; services and web → shared and typed clients; scripts → all but testing; testing → all. */
function mayImport(path: string, from: Room, room: Room, to: string): boolean {
	if (from === room || from === 'testing' || (from === 'scripts' && path === 'scripts/test.ts')) return true;
	if (from === 'scripts') return room !== 'testing';
	if (room === 'shared') return true;
	if (from === 'shared') return false;
	return clientOf.test(to) && (from === 'web' || services.includes(from)) && from !== 'localnet';
}

/** Files that may read the environment: configuration, and what runs before there is any. */
const readsEnvironment =
	/(^|\/)config\.server\.ts$|^shared\/service\/env\.server\.ts$|^scripts\/|^testing\/|^localnet\/engine\.ts$/;

function syntaxLaws({ path, text }: Source): string[] {
	const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isFunctionLike(node) && 'body' in node && node.body) {
			const start = file.getLineAndCharacterOfPosition(node.getStart()).line;
			const lines = file.getLineAndCharacterOfPosition(node.end).line - start + 1;
			if (lines > maxFunctionLines && !isTest(path)) {
				found.push(`${path}:${start + 1}: a function of ${lines} lines, at most ${maxFunctionLines}`);
			}
		}
		if (ts.isPropertyAccessExpression(node) && node.getText() === 'process.env') {
			if (!readsEnvironment.test(path) && !isTest(path))
				found.push(`${path}: the environment is read in config.server.ts`);
		}
		if (isMoneyAsNumber(node)) found.push(`${path}: ${node.getText()}: money is bigint`);
		ts.forEachChild(node, visit);
	};
	visit(file);
	return found;
}

const moneyNames = /(amount|price|total|balance|fee|stroops|cents)$/i;

/** A parameter or property named as money and typed `number`. Rates and counts have other names. */
function isMoneyAsNumber(node: ts.Node): boolean {
	if (!ts.isPropertySignature(node) && !ts.isParameter(node) && !ts.isPropertyDeclaration(node)) return false;
	return node.type?.kind === ts.SyntaxKind.NumberKeyword && moneyNames.test(node.name.getText());
}
