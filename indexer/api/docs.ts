import { html, raw } from 'hono/html';

type Schema = {
	$ref?: string;
	type?: string;
	items?: Schema;
	properties?: Record<string, Schema>;
	description?: string;
};
type Operation = {
	summary?: string;
	parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
	responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
};
export type OpenApi = {
	info: { title: string; version: string; description?: string };
	paths: Record<string, Record<string, Operation>>;
	components?: { schemas?: Record<string, Schema> };
};

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
code{font-family:ui-monospace,monospace;font-size:.95em}h2{margin-top:2.5rem;font-size:1.05rem}table{border-collapse:collapse;width:100%;font-size:.9rem}
td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-top:1px solid #8884}section{margin-bottom:1.5rem}`;

/** The API's description as one page without scripts, fonts or pictures from elsewhere. */
export function docsPage(api: OpenApi) {
	const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
	);
	return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${api.info.title}</title><style>${raw(style)}</style></head>
<body><h1>${api.info.title}</h1><p>${api.info.description ?? ''}</p>
<p>As <a href="openapi.json">OpenAPI</a>, for tools.</p>
${operations.map(({ path, method, operation }) => section(path, method, operation))}
<h1>Shapes</h1>${Object.entries(api.components?.schemas ?? {}).map(([name, schema]) => shape(name, schema))}
</body></html>`;
}

const section = (path: string, method: string, operation: Operation) => html`<section>
<h2><code>${method.toUpperCase()} ${path}</code></h2><p>${operation.summary ?? ''}</p>
${(operation.parameters ?? []).length > 0 ? parameters(operation) : ''}
<table>${Object.entries(operation.responses).map(
	([status, response]) => html`<tr><th>${status}</th><td>${response.description}</td>
<td>${bodyOf(response.content)}</td></tr>`,
)}</table></section>`;

const parameters = (operation: Operation) =>
	html`<table>${(operation.parameters ?? []).map(
		(p) => html`<tr><th><code>${p.name}</code></th><td>${p.in}${p.required ? ', required' : ''}</td>
<td>${p.description ?? p.schema?.description ?? typeOf(p.schema)}</td></tr>`,
	)}</table>`;

function bodyOf(content: Operation['responses'][string]['content']) {
	const [schema] = Object.values(content ?? {}).map((c) => c.schema);
	return schema ? html`<code>${typeOf(schema)}</code>` : '';
}

const shape = (name: string, schema: Schema) => html`<section><h2 id="${name}"><code>${name}</code></h2>
<table>${Object.entries(schema.properties ?? {}).map(
	([key, value]) => html`<tr><th><code>${key}</code></th><td><code>${typeOf(value)}</code></td>
<td>${value.description ?? ''}</td></tr>`,
)}</table></section>`;

function typeOf(schema: Schema | undefined): string {
	if (!schema) return '';
	if (schema.$ref) return schema.$ref.split('/').at(-1)!;
	if (schema.items) return `${typeOf(schema.items)}[]`;
	if (schema.properties) {
		return `{ ${Object.entries(schema.properties)
			.map(([key, value]) => `${key}: ${typeOf(value)}`)
			.join(', ')} }`;
	}
	return String(schema.type ?? 'object');
}
