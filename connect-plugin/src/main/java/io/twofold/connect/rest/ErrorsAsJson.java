package io.twofold.connect.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/**
 * Says that it is JSON what the worker answers for us: of a path or method below {@code /twofold}
 * that does not exist, it sends JSON without a content type. Other paths are left alone.
 */
final class ErrorsAsJson implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    boolean isOurs = request.getUriInfo().getPath().startsWith("twofold/");
    if (isOurs && response.hasEntity() && response.getMediaType() == null) {
      response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
    }
  }
}
