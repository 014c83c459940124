import ts from 'typescript';
import { retiredExports, retiredFiles } from './retired-names.ts';
import type { Source } from './source.ts';

/** Names that were given up for plainer ones, as file or as export. */
export function nameLaw({ path, text }: Source): string[] {
	const bare = `/${path.replace(/(\.test|\.server)?\.\w+$/, '')}`;
	const file = retiredFiles.find((name) => bare.endsWith(`/${name}`));
	const exported = exportsOf(path, text).filter((name) => retiredExports.includes(name));
	return [
		...(file ? [`${path}: the name ${file} was given up for a plainer one: see retired-names.ts`] : []),
		...exported.map(
			(name) => `${path}: the export ${name} was given up for a plainer one: see retired-names.ts`,
		),
	];
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
