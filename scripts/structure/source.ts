import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** A hand-written or generated file of the repository, by its path from the root. */
export type Source = { path: string; text: string };

export const isGenerated = ({ text }: Source): boolean => text.startsWith('// GENERATED');
export const isTest = (path: string): boolean => /\.test\.ts$|\/test\//.test(path);

/** The TypeScript of a file: all of it, or the scripts of a component. */
export function scriptOf({ path, text }: Source): Source | null {
	if (/\.(ts|mjs)$/.test(path)) return { path, text };
	if (!path.endsWith('.svelte')) return null;
	const scripts = [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)];
	return { path, text: scripts.map(([, code]) => code).join('\n') };
}

/** Files of the repository that a script imports, also by type only; packages are left out. */
export function importsOf({ path, text }: Source): string[] {
	const specifiers = ts.preProcessFile(text, true, true).importedFiles.map((f) => f.fileName);
	return specifiers.map((specifier) => target(path, specifier)).filter((to) => to !== null);
}

function target(path: string, specifier: string): string | null {
	if (specifier.startsWith('#lib/')) return `web/lib/${specifier.slice(5)}`;
	if (specifier.startsWith('#')) return specifier.slice(1);
	return specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : null;
}
