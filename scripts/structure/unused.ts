import ts from 'typescript';
import { importsOf, isGenerated, isTest, type Source, scriptOf } from './source.ts';

/** SvelteKit reads the exports of these files by their names, drizzle-kit those of configurations. */
const readByTools = /^web\/(routes\/(.*\/)?\+|hooks)|config\.(server\.)?ts$/;

/**
 * Values that a file exports though no file that imports it names them. Types are left out, because a public function's
 * signature may need them; tables too, because drizzle-kit reads them.
 */
export function unusedExports(sources: Source[]): string[] {
	const written = sources.filter((source) => !isGenerated(source));
	const importers = importersIn(written);
	return written.flatMap(({ path, text }) => {
		if (!path.endsWith('.ts') || isTest(path) || readByTools.test(path)) return [];
		const texts = importers.get(path) ?? [];
		if (texts.some((importer) => importsAll(importer, path))) return [];
		return exportedValues({ path, text })
			.filter((name) => !texts.some((importer) => hasWord(importer.replaceAll(specifier, ''), name)))
			.map((name) => `${path}: no other file uses ${name}`);
	});
}

/** Messages of the pages that no script and no component of the web names. */
export function unusedWords(sources: Source[]): string[] {
	const code = sources.filter(({ path }) => /^web\/.*\.(ts|svelte)$/.test(path)).map(({ text }) => text);
	const named = new Set(code.flatMap((text) => [...text.matchAll(/\bm\.(\w+)/g)].map(([, key]) => key)));
	return sources.flatMap(({ path, text }) => {
		if (!/^web\/messages\/\w+\/\w+\.json$/.test(path)) return [];
		const keys = Object.keys(JSON.parse(text)).filter((key) => key !== '$schema');
		return keys.filter((key) => !named.has(key)).map((key) => `${path}: no page uses ${key}`);
	});
}

/** The texts of the files that import a file, by its path. */
function importersIn(sources: Source[]): Map<string, string[]> {
	const importers = new Map<string, string[]>();
	for (const source of sources) {
		const script = scriptOf(source);
		for (const path of script ? importsOf(script) : [])
			importers.set(path, [...(importers.get(path) ?? []), source.text]);
	}
	return importers;
}

/** A file is named after its export, so what is imported from is no use of it. */
const specifier = /'[#.][^']*\.ts'/g;

const hasWord = (text: string, name: string): boolean =>
	new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text);

const importsAll = (text: string, path: string): boolean =>
	[...text.matchAll(/import \* as \w+ from '(?:[^']*\/)?([^'/]+)'/g)].some(([, file]) =>
		path.endsWith(`/${file}`),
	);

const isTable = /^\w+\s*\.(table|view)\(/;

function exportedValues({ path, text }: Source): string[] {
	const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
	return file.statements.filter(isExported).flatMap((statement) => {
		if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
			return statement.name ? [statement.name.text] : [];
		if (!ts.isVariableStatement(statement)) return [];
		return statement.declarationList.declarations
			.filter(({ initializer }) => !isTable.test(initializer?.getText() ?? ''))
			.map(({ name }) => name.getText());
	});
}

const isExported = (node: ts.Statement): boolean =>
	ts.canHaveModifiers(node) &&
	(ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
