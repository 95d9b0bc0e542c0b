import type { Profile } from "./sessions.js";

export interface Cart {
  readonly id: string;
  readonly customer: string;
}

/** A thin client of the order service. */
export class CartApi {
  constructor(private readonly base: string) {}

  async reserve(customer: string): Promise<Cart> {
    return this.request<Cart>("POST", "/carts", { customer });
  }

  async release(cart: Cart): Promise<void> {
    await this.request<void>("DELETE", `/carts/${cart.id}`);
  }

  async profile(customer: string): Promise<Profile> {
    return this.request<Profile>("GET", `/customers/${customer}`);
  }

  async price(cart: Cart): Promise<number> {
    const { cents } = await this.request<{ cents: number }>("GET", `/carts/${cart.id}/price`);
    return cents;
  }

  private async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.base + path, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}
