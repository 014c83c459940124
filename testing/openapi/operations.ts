import { z } from 'zod';

export type Parameter = {
	name: string;
	in: string;
	required?: boolean;
	schema?: { enum?: string[]; format?: string };
};
type Described = {
	parameters?: Parameter[];
	requestBody?: unknown;
	responses: Record<string, { content?: Record<string, { schema: object }> }>;
};
type Document = {
	paths: Record<string, Record<string, Described>>;
	components?: { schemas?: Record<string, object> };
};

/** What may be answered with a status: a schema for each content type; none for an answer without a body. */
export type Answers = Map<number, Map<string, z.ZodType>>;
export type Operation = { method: string; path: string; parameters: Parameter[]; answers: Answers };

/** The operations of a served OpenAPI document, with their answers' schemas ready to check values. */
export function operationsOf(served: unknown): Operation[] {
	const { paths, components } = JSON.parse(
		JSON.stringify(served).replaceAll('#/components/schemas/', '#/$defs/'),
	) as Document;
	const checks = new Map<string, z.ZodType>();
	const checkOf = (schema: object): z.ZodType => {
		const key = JSON.stringify(schema);
		const known =
			checks.get(key) ?? z.fromJSONSchema({ ...schema, $defs: components?.schemas ?? {} } as never);
		checks.set(key, known);
		return known;
	};
	return Object.entries(paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, { parameters = [], responses }]) => ({
			method: method.toUpperCase(),
			path,
			parameters,
			answers: new Map(
				Object.entries(responses).map(([status, { content = {} }]) => [
					Number(status),
					new Map(Object.entries(content).map(([type, { schema }]) => [type, checkOf(schema)])),
				]),
			),
		})),
	);
}
