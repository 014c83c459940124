import ts from 'typescript';
import { retiredExports, retiredFiles, retiredIdentifiers } from './retired-names.ts';
import { type Source, scriptOf } from './source.ts';

/** Names that plainer ones replaced: of files, of exports, and of anything that a file declares. */
export function nameLaw(source: Source): string[] {
	const { path, text } = source;
	const script = scriptOf(source);
	const bare = `/${path.replace(/(\.test|\.server)?\.\w+$/, '')}`;
	const file = retiredFiles.find((name) => bare.endsWith(`/${name}`));
	const exported = exportsOf(path, text).filter((name) => retiredExports.includes(name));
	const declared = (script ? declarationsOf(path, script.text) : []).filter((name) =>
		retiredIdentifiers.includes(name),
	);
	const names = [...new Set([...(file ? [file] : []), ...exported, ...declared])];
	return names.map((name) => `${path}: a plainer name replaced ${name}: see retired-names.ts`);
}

function exportsOf(path: string, text: string): string[] {
	const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
	return file.statements.flatMap((statement) => {
		if (!ts.canHaveModifiers(statement)) return [];
		if (!ts.getModifiers(statement)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)) return [];
		const named = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
		return named.flatMap((each) => {
			const { name } = each as ts.NamedDeclaration;
			return name && ts.isIdentifier(name) ? [name.text] : [];
		});
	});
}

/** Every name that a file declares: variables, parameters, functions, types, members. */
function declarationsOf(path: string, text: string): string[] {
	const names: string[] = [];
	const visit = (node: ts.Node): void => {
		const { name } = node as ts.NamedDeclaration;
		if (name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)))
			names.push(name.text.replace(/^#/, ''));
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
	return names;
}
