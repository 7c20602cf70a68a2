package org.clarityos.heal.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.clarityos.heal.rulepack.CaseSuite;
import org.clarityos.heal.yaml.Problem;

/** The outcomes of cases as the XML that build servers read from JUnit: a suite for each known issue. */
final class JunitXml {
  private JunitXml() {}

  static void write(Path file, List<CaseSuite.Outcome> outcomes) throws IOException {
    Map<String, List<CaseSuite.Outcome>> suites = new TreeMap<>();
    outcomes.forEach(
        outcome -> suites.computeIfAbsent(outcome.issue(), i -> new ArrayList<>()).add(outcome));
    try (Writer writer = Files.newBufferedWriter(file)) {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(writer);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      totals(xml, "cases", outcomes);
      for (Map.Entry<String, List<CaseSuite.Outcome>> suite : suites.entrySet()) {
        xml.writeStartElement("testsuite");
        totals(xml, suite.getKey(), suite.getValue());
        for (CaseSuite.Outcome outcome : suite.getValue()) {
          one(xml, outcome);
        }
        xml.writeEndElement();
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException("the outcomes cannot be written to " + file, e);
    }
  }

  private static void totals(XMLStreamWriter xml, String name, List<CaseSuite.Outcome> outcomes)
      throws XMLStreamException {
    long failed = outcomes.stream().filter(outcome -> !outcome.holds()).count();
    xml.writeAttribute("name", name);
    xml.writeAttribute("tests", Integer.toString(outcomes.size()));
    xml.writeAttribute("failures", Long.toString(failed));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", "0");
    xml.writeAttribute(
        "time", seconds(outcomes.stream().mapToLong(CaseSuite.Outcome::millis).sum()));
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  private static void one(XMLStreamWriter xml, CaseSuite.Outcome outcome)
      throws XMLStreamException {
    Problem place = outcome.place();
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", outcome.pack() + "." + outcome.issue());
    xml.writeAttribute("name", outcome.name());
    xml.writeAttribute("time", seconds(outcome.millis()));
    xml.writeAttribute("file", place.file().toString());
    if (place.line() > 0) {
      xml.writeAttribute("line", Integer.toString(place.line()));
    }
    for (Problem problem : outcome.problems()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("type", "case");
      xml.writeAttribute("message", problem.message());
      xml.writeCharacters(problem.toString());
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }
}
