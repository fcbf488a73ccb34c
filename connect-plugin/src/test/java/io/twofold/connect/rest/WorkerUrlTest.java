package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listeners=http://w:8083 | http://w:8083",
        "listeners=HTTP://W:8083 | http://w:8083",
        "listeners=https://w:8443 | https://w:8443",
        "listeners=https://w:8443, http://w:8083 | http://w:8083",
        "listeners=https://w:8443,http://w:8083;rest.advertised.listener=HTTPS | https://w:8443",
        "listeners=http://w:8083;rest.advertised.host.name=public | http://public:8083",
        "listeners=http://w:0;rest.advertised.port=80 | http://w:80",
        "listeners=http://[::1]:8083 | http://[::1]:8083",
        "rest.advertised.host.name=public;rest.advertised.port=443;"
            + "rest.advertised.listener=https | https://public:443",
        "rest.advertised.host.name=public | http://public:8083",
        "listeners=http://w:0 | ''"
      })
  void of_isWhatConnectAdvertises(String given, String url) {
    Map<String, String> config = new HashMap<>();
    for (String setting : given.split(";", -1)) {
      int equals = setting.indexOf('=');
      config.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    assertThat(WorkerUrl.of(config)).isEqualTo(url);
  }

  @Test
  void of_listenerWithoutHost_isThisMachine() throws UnknownHostException {
    String address = InetAddress.getLocalHost().getHostAddress();
    assertThat(WorkerUrl.of(Map.of("listeners", "http://:8090")))
        .isEqualTo("http://" + address + ":8090");
    assertThat(WorkerUrl.of(Map.of())).isEqualTo("http://" + address + ":8083");
  }
}
