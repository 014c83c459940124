import ts from 'typescript';
import { isTest, type Source } from './source.ts';

/** Where public functions name their errors' codes in an exported type: `CreateOrderError`. */
const closed =
	/^(relayer\/(orders|treasury|payments|review)|platform\/(accounts|teams|drafts)|indexer\/api)\//;

/**
 * Codes that a file throws and none of its exported `…Error` types names, and functions that return an error of any
 * code. A new code so gets into its union, and from there into the web's
 * tables of words, which do not compile without it.
 */
export function errorLaw({ path, text }: Source): string[] {
	if (!closed.test(path) || isTest(path)) return [];
	const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
	const named = new Set(file.statements.filter(isErrorType).flatMap((type) => literalsIn(type, file)));
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		const code = codeOf(node);
		if (code !== null && !named.has(code)) found.push(`${path}: no exported …Error type names ${code}`);
		if (ts.isFunctionLike(node) && node.type?.getText() === 'PassaError')
			found.push(`${path}: ${node.getText().slice(0, 40)}…: name the codes, PassaError<'…'>`);
		ts.forEachChild(node, visit);
	};
	visit(file);
	return found;
}

const isErrorType = (node: ts.Statement): boolean =>
	ts.isTypeAliasDeclaration(node) && /(Error|Code)$/.test(node.name.text);

function literalsIn(node: ts.Node, file: ts.SourceFile): string[] {
	const own = ts.isStringLiteral(node) ? [node.text] : [];
	return [...own, ...node.getChildren(file).flatMap((child) => literalsIn(child, file))];
}

/** The code of `new PassaError('CODE', …)`; null for any other node. */
function codeOf(node: ts.Node): string | null {
	if (!ts.isNewExpression(node) || node.expression.getText() !== 'PassaError') return null;
	const [code] = node.arguments ?? [];
	return code && ts.isStringLiteral(code) ? code.text : null;
}
