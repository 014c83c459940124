import ts from 'typescript';
import { cyclesOf } from './cycles.ts';
import { errorLaw } from './error-unions.ts';
import { nameLaw } from './names.ts';
import { folderOrder, type Room, rooms, services } from './rooms.ts';
import { importsOf, isGenerated, isTest, type Source, scriptOf } from './source.ts';

const maxFileLines = 300;
const maxFunctionLines = 60;
/**
 * The rules of names and English are in CONTRIBUTING.md. “If” is said of a condition, a sentence names who acts, and in
 * Swahili an event is `hafla`, its organizer `mwandaaji` and a ledger `daftari`. It is M-Pesa. The contracts' sources stay as they are: their hash is published.
 */
const oddWords = (path: string): RegExp[] => {
	if (path.startsWith('web/messages/sw/')) return [/\b(?:ma)?tukio\b/i, /mwandalizi/i, /\bleja\b/i, /M-PESA/];
	return path.endsWith('.rs')
		? [everywhere]
		: [everywhere, /\b[Ww]here there (?:is|are)\b/, /[.:] Who [a-z]+s\b/];
};
const everywhere = /\bwhoever\b/i;
/** What an event can do is asked by name: `supports(version, 'refunds')`. */
const byNumber = /\bversion (?:[<>]=?|[!=]==) [1-9]/;
const badNames = /(^|\/)(utils?|helpers?|common|misc)(\/|\.|$)/;
/** The one script that runs tests. */
const runsTests = 'scripts/test.ts';
const clientOf = /^(indexer|relayer|platform)\/client\.ts$/;

/** Every breach of the laws, one line each: the file and the law. */
export function violations(sources: Source[]): string[] {
	const each = sources.flatMap((source) => {
		if (isGenerated(source)) return [];
		const script = scriptOf(source);
		return [
			...fileLaws(source),
			...nameLaw(source),
			...(script
				? [...placeLaw(source.path), ...importLaws(script), ...syntaxLaws(script), ...errorLaw(script)]
				: []),
		];
	});
	return [...each, ...cycleLaw(sources)];
}

const roomOf = (path: string): Room | undefined => rooms.find((r) => path.startsWith(`${r}/`));

function fileLaws({ path, text }: Source): string[] {
	const lines = text.split('\n').length - 1;
	const found = [];
	if (lines > maxFileLines) found.push(`${path}: ${lines} lines, at most ${maxFileLines}`);
	if (badNames.test(path)) found.push(`${path}: a name that says nothing (utils, helpers, common, misc)`);
	for (const words of oddWords(path)) {
		const odd = words.exec(text)?.[0];
		if (odd) found.push(`${path}: a plainer word than “${odd}”`);
	}
	if (byNumber.test(text) && !path.startsWith('shared/contract/') && !isTest(path))
		found.push(`${path}: what an event's version can do is in shared/contract/supports.ts`);
	if (/(^|\/)index\.ts$/.test(path)) found.push(`${path}: no barrels, import files`);
	return found;
}

/** Tests may import each other as they like; a cycle in production code is two rooms that are one. */
function cycleLaw(sources: Source[]): string[] {
	const scripts = sources.filter(({ path }) => !isTest(path)).map(scriptOf);
	const graph = new Map(scripts.filter((s) => s !== null).map((s) => [s.path, importsOf(s)]));
	return cyclesOf(graph).map((way) => `${way[0]}: an import cycle: ${way.join(' → ')}`);
}

function importLaws(script: Source): string[] {
	const { path } = script;
	const from = roomOf(path);
	if (!from || isTest(path)) return [];
	return importsOf(script).flatMap((to) => {
		const room = roomOf(to);
		if (!room) return [];
		if (!mayImport(path, from, room, to)) return [`${path}: ${from} must not import ${to}`];
		const clientCode = from === 'web' && !/\.server\.|\/\+?server\.ts$/.test(path);
		if (clientCode && to.includes('.server.')) return [`${path}: code for the browser must not import ${to}`];
		return arrowsBack(path, to);
	});
}

/** shared → nothing of ours; services and web → shared and typed clients; scripts → all but testing; testing → all. */
function mayImport(path: string, from: Room, room: Room, to: string): boolean {
	if (from === 'testing' || path === runsTests) return true;
	if (room === 'testing') return false;
	if (from === room || from === 'scripts' || room === 'shared') return true;
	if (from === 'shared') return false;
	return clientOf.test(to) && (from === 'web' || services.includes(from)) && from !== 'localnet';
}

/** Folders that the order of their room does not name. */
function placeLaw(path: string): string[] {
	return Object.entries(folderOrder).flatMap(([room, order]) => {
		const own = folderIn(room, path);
		if (own === null || order.includes(own) || isTest(path)) return [];
		return [`${path}: ${room}/${own} has no place in the order of rooms.ts`];
	});
}

/** Imports against the order of folders, in each room that has both files. */
function arrowsBack(path: string, to: string): string[] {
	return Object.entries(folderOrder).flatMap(([room, order]) => {
		const [own, other] = [folderIn(room, path), folderIn(room, to)];
		if (own === null || other === null || order.indexOf(other) <= order.indexOf(own)) return [];
		return [`${path}: an arrow back: ${room}/${own} must not import ${to}`];
	});
}

/** A file's folder within a room; null for a file beside the folders, or elsewhere. */
function folderIn(room: string, path: string): string | null {
	if (!path.startsWith(`${room}/`)) return null;
	const [folder, ...below] = path.slice(room.length + 1).split('/');
	return below.length > 0 ? folder! : null;
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
