import type { Context, MiddlewareHandler } from 'hono';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export type Metrics = {
	register: Registry;
	/** Counts each answer by method and status; the first middleware of an app. */
	count: MiddlewareHandler;
	/** `GET /metrics`, in Prometheus' text format. */
	serve(c: Context): Promise<Response>;
	/** A gauge `passa_<name>` that is read when it is asked for; null and an error are NaN. */
	gauge(name: string, help: string, read: () => number | null | Promise<number | null>): void;
};

/**
 * Prometheus metrics of one process: node's own, the answered requests, and what the service adds to `register`. Each
 * has the label `service`, since node's have the same names in all processes.
 */
export function serviceMetrics(service: string): Metrics {
	const register = new Registry();
	register.setDefaultLabels({ service });
	collectDefaultMetrics({ register });
	const requests = new Counter({
		name: `passa_${service}_requests_total`,
		help: 'HTTP requests answered',
		labelNames: ['method', 'status'],
		registers: [register],
	});
	return {
		register,
		count: async (c, next) => {
			await next();
			requests.inc({ method: c.req.method, status: String(c.res.status) });
		},
		serve: async (c) => c.body(await register.metrics(), 200, { 'content-type': register.contentType }),
		gauge(name, help, read) {
			new Gauge({
				name: `passa_${name}`,
				help,
				registers: [register],
				async collect() {
					this.set(
						(await Promise.resolve()
							.then(read)
							.catch(() => null)) ?? Number.NaN,
					);
				},
			});
		},
	};
}
