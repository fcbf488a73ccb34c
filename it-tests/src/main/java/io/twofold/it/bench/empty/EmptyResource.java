package io.twofold.it.bench.empty;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** {@code GET /empty}: 200 without a body. */
@Path(EmptyResource.PATH)
public final class EmptyResource {
  public static final String PATH = "/empty";

  /** Answers at once. */
  @GET
  public Response get() {
    return Response.ok().build();
  }
}
